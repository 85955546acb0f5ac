#pragma once

#include <vector>

#include "bench/setting.hpp"
#include "bench/table.hpp"

namespace caisson::bench {

/// The first fixture of a process, create → ready → use → gone: `caisson run`, the bare API, and
/// testcontainers-node where it is there. Each one's end is the engine's word that the container is
/// gone.
std::vector<Row> first_fixture_rows(const Setting& setting);

}  // namespace caisson::bench
