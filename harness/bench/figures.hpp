#pragma once

#include <map>
#include <string>
#include <vector>

#include "bench/setting.hpp"

namespace caisson::bench {

/// What a script of edits/ prints as lines `figure <name> <seconds>`, by name.
using SecondsByName = std::map<std::string, std::vector<double>>;

/// Runs it to its end, with `modules`, a folder in the source tree, in its search path. A script
/// that fails ends the benchmark.
SecondsByName figures_of(const Setting& setting, const std::string& script,
                         const std::vector<std::string>& arguments, const std::string& modules);

}  // namespace caisson::bench
