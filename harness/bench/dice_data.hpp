#pragma once

#include <vector>

#include "bench/setting.hpp"
#include "bench/table.hpp"

namespace caisson::bench {

/// A backup of DICE's database with 100,000 rows besides its own, and putting it back.
std::vector<Row> dice_data_rows(const Setting& setting);

}  // namespace caisson::bench
