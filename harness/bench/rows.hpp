#pragma once

#include <string>
#include <vector>

#include "bench/table.hpp"

namespace caisson::bench {

/// How a figure is written, with its unit.
using Unit = std::string (*)(double figure);

std::string milliseconds(double seconds);
std::string seconds(double seconds);
std::string minutes(double seconds);
std::string kilobytes(double bytes);  ///< of 1,000 bytes
std::string megabytes(double bytes);
std::string gigabytes(double bytes);

/// Median of `ours` over median of `theirs`. Without `theirs` the row says "not run" and why.
Row ratio_row(std::string metric, double goal, const std::vector<double>& ours,
              const std::vector<double>* theirs, const std::string& rival_name, bool against_floor);

/// A figure that must not be greater than `goal`.
Row limit_row(std::string metric, double goal, double figure, const std::string& detail = {},
              Unit unit = milliseconds);

/// What could not be measured; never met.
Row row_not_run(std::string metric, std::string goal, const std::string& reason);

}  // namespace caisson::bench
