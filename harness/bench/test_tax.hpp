#pragma once

#include <vector>

#include "bench/setting.hpp"
#include "bench/table.hpp"

namespace caisson::bench {

/// What services cost tests when they are up already: ctest of 500 trivial tests with and without.
std::vector<Row> test_tax_rows(const Setting& setting);

}  // namespace caisson::bench
