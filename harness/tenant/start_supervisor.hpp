#pragma once

#include <chrono>
#include <string>

#include "tenant/problem.hpp"
#include "tenant/setting.hpp"

namespace caisson::tenant {

/// Runs `<command> supervisor --manifest <manifest>`, which makes sure that a supervisor of the
/// command's version runs and prints its socket's path. What it says on standard error is part of
/// the problem's text; exit code 3 is Problem::engine_unreachable. Ended after `limit`.
Result<std::string> start_supervisor(const Setting& setting, std::chrono::milliseconds limit);

}  // namespace caisson::tenant
