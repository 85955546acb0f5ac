#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace caisson::lease {

/// Starts a process that nothing of ours holds on to: own session, no parent, folder `/`, only
/// /dev/null and the pipe it reports by as descriptors. (A child that keeps stdout open would
/// block `cmake --build`.) Waits, at most `within`, until it has said `ready` or why it cannot be.
Result<void> start_detached(const std::vector<std::string>& argv, Duration within);

/// In the process so started: its descriptor for the report.
inline constexpr int k_report_descriptor = 3;

/// Says that it is ready, or with a text why it is not, and closes the pipe. Without a pipe (the
/// process was started by hand) nothing happens.
void report_ready(const std::string& problem = {});

}  // namespace caisson::lease
