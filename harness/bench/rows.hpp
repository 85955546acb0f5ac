#pragma once

#include <string>
#include <vector>

#include "bench/table.hpp"

namespace caisson::bench {

std::string milliseconds(double seconds);

/// Median of `ours` over median of `theirs`. Without `theirs` the row says "not run" and why.
Row ratio_row(std::string metric, double goal, const std::vector<double>& ours,
              const std::vector<double>* theirs, const std::string& rival_name, bool against_floor);

/// A time that must not be longer than `goal_seconds`.
Row limit_row(std::string metric, double goal_seconds, double seconds,
              const std::string& detail = {});

/// What could not be measured; never met.
Row row_not_run(std::string metric, std::string goal, const std::string& reason);

}  // namespace caisson::bench
