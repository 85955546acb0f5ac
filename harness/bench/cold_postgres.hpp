#pragma once

#include <vector>

#include "bench/setting.hpp"
#include "bench/table.hpp"

namespace caisson::bench {

/// Postgres from the creation of its container to the first answer to a query: the recipe's baked
/// cluster against initialising at start, by the bare API and the same image in both.
std::vector<Row> cold_postgres_rows(const Setting& setting);

}  // namespace caisson::bench
