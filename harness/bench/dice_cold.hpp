#pragma once

#include <vector>

#include "bench/setting.hpp"
#include "bench/table.hpp"

namespace caisson::bench {

/// The full stack when no image is there and no registry answers: until the back end is healthy,
/// and until all is ready. Takes the machine for a quarter of an hour.
///
/// Every image is built on bases that only this benchmark has, so that nothing built before is of
/// any use and nothing of anybody else's is touched; they are removed afterwards.
std::vector<Row> dice_cold_rows(const Setting& setting);

}  // namespace caisson::bench
