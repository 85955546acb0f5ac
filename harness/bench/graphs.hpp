#pragma once

#include <vector>

#include "bench/setting.hpp"
#include "bench/table.hpp"

namespace caisson::bench {

/// Graphs of trivial services, brought up and down: ours, the rival's, and the bare API.
std::vector<Row> graph_rows(const Setting& setting);

/// The build target that has nothing to start.
std::vector<Row> ninja_rows(const Setting& setting);

}  // namespace caisson::bench
