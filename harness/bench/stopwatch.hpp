#pragma once

#include <string>
#include <vector>

namespace caisson::bench {

/// Runs a command to its end, output discarded, and returns its wall time in seconds.
/// A command that fails ends the benchmark: a figure of a failed run would be a lie.
double seconds_of(const std::vector<std::string>& argv, const std::string& directory = ".");

/// First line of a command's output, or empty when it cannot be run.
std::string first_line_of(const std::vector<std::string>& argv);

}  // namespace caisson::bench
