#include "bench/interleave.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace caisson::bench {
namespace {

constexpr int k_warm_ups = 2;

}  // namespace

void interleave(const std::string& name, int pairs, const std::vector<Turn>& turns) {
  for (int pair = -k_warm_ups; pair < pairs; ++pair) {
    const bool counted = pair >= 0;
    if (pair % 2 == 0) {
      for (auto turn = turns.begin(); turn != turns.end(); ++turn)
        (*turn)(counted);
    } else {
      for (auto turn = turns.rbegin(); turn != turns.rend(); ++turn)
        (*turn)(counted);
    }
    fmt::print(stderr, "{}: {} of {}\n", name, pair + 1, pairs);
  }
}

}  // namespace caisson::bench
