#pragma once

#include <vector>

#include "bench/setting.hpp"
#include "bench/table.hpp"

namespace caisson::bench {

/// The disk that DICE's images take, as far as the engine has them.
std::vector<Row> dice_disk_rows(const Setting& setting);

}  // namespace caisson::bench
