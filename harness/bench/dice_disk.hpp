#pragma once

#include <vector>

#include "bench/setting.hpp"
#include "bench/table.hpp"

namespace caisson::bench {

/// The disk that the images of the full stack take, and all images of DICE that the engine has.
std::vector<Row> dice_disk_rows(const Setting& setting);

}  // namespace caisson::bench
