#pragma once

#include <vector>

#include "bench/setting.hpp"
#include "bench/table.hpp"

namespace caisson::bench {

/// A database per test, as tests get it from the supervisor: time from the request's line sent to
/// the answer's, for a clone of a template of 100 tables, the pool ready.
std::vector<Row> database_pool_rows(const Setting& setting);

}  // namespace caisson::bench
