#pragma once

#include <string>
#include <vector>

#include "bench/table.hpp"

namespace caisson::bench {

/// Merges the rows into benchmarks.json and benchmarks.md of `folder`. A published table that
/// cannot be read ends the benchmark, because writing would lose it.
void publish(const std::string& folder, const std::vector<Row>& rows);

}  // namespace caisson::bench
