#pragma once

#include <string>

#include "cli/context.hpp"
#include "plan/environment.hpp"

namespace caisson::cli {

/// The environment that the service's container has, or would have, for a process of it on this
/// machine: names of what it depends on are addresses (plan/host_process.hpp), and PORT is where
/// its relay looks for it. The service is there: its relay, or its container, to run beside.
Result<plan::Variables> host_environment(Context& context, const std::string& service);

}  // namespace caisson::cli
