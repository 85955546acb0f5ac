#pragma once

#include <algorithm>
#include <cstddef>

namespace caisson::clone {

/// How many are kept ready: `ahead` at first, then as many as were ever out or wanted at once.
struct PoolSize {
  std::size_t ahead = 4;
  std::size_t most = 32;

  std::size_t wanted(std::size_t peak) const {
    return std::clamp(peak, ahead, std::max(ahead, most));
  }
};

}  // namespace caisson::clone
