#pragma once

#include <vector>

#include "bench/setting.hpp"
#include "bench/table.hpp"

namespace caisson::bench {

/// DICE's modes: from nothing running to ready, the memory they then take, what the small ones
/// save, and the stop of the full stack.
std::vector<Row> dice_mode_rows(const Setting& setting);

/// The first slice (postgres, redis, migrate, seed, backend) from nothing running, its data there.
std::vector<Row> dice_backend_rows(const Setting& setting);

}  // namespace caisson::bench
