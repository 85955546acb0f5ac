#pragma once

#include <string>

#include "bench/dice_stack.hpp"
#include "bench/engine_api.hpp"

namespace caisson::bench {

struct Memory {
  double bytes = 0;    ///< of all that runs
  std::string detail;  ///< where it is: the three biggest services; and if it did not settle
};

/// The memory of an instance once it has settled: what `docker stats` counts, the usage of each
/// container's cgroup less the page cache that nobody uses. Read every second, for three minutes at
/// most.
Memory settled_memory(const Setting& setting, const DiceStack& stack);

}  // namespace caisson::bench
