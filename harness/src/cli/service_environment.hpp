#pragma once

#include "model/stack.hpp"
#include "plan/environment.hpp"

namespace caisson::cli {

/// What the service's container has as environment, for probes that log in. Where it cannot be
/// worked out (a file or variable has gone since the start) the declaration's own entries.
plan::Variables service_environment(const model::Service& service);

}  // namespace caisson::cli
