#pragma once

#include <string>
#include <vector>

#include "report/lanes.hpp"

namespace caisson::report {

/// A line for each service that took longer than its BUDGET, with what the time went into. Its
/// image and those it waited for are not its own time.
std::vector<std::string> broken_budgets(const std::vector<Lane>& lanes);

}  // namespace caisson::report
