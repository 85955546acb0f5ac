#pragma once

#include <vector>

#include "bench/setting.hpp"
#include "bench/table.hpp"

namespace caisson::bench {

/// The full stack through its edge, over HTTPS by name and verified: the scripts of the PWA's first
/// page, and the API under load.
std::vector<Row> dice_edge_rows(const Setting& setting);

}  // namespace caisson::bench
