#pragma once

#include <vector>

#include "bench/setting.hpp"
#include "bench/table.hpp"

namespace caisson::bench {

/// What rendering 1,000 services takes, for each tool, and a plot of the same against the size,
/// `images/rendering.svg` in the output folder.
std::vector<Row> rendering_rows(const Setting& setting);

}  // namespace caisson::bench
