#pragma once

#include <vector>

#include "report/html.hpp"
#include "report/lanes.hpp"

namespace caisson::report {

/// A start on one axis of time: a row a service, a bar a phase, the critical path marked and told.
Html waterfall(const std::vector<Lane>& lanes);

}  // namespace caisson::report
