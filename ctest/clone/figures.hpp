#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace caisson::test {

using Moment = std::chrono::steady_clock::time_point;

inline Moment now() {
  return std::chrono::steady_clock::now();
}

inline double milliseconds_since(Moment begin) {
  return std::chrono::duration<double, std::milli>(now() - begin).count();
}

/// A figure for the log, not a verdict: verdicts on time belong to the benchmark.
inline void print(const char* what, std::vector<double> times) {
  std::sort(times.begin(), times.end());
  std::printf("%s: min %.3f ms, p50 %.3f ms, p95 %.3f ms, max %.3f ms (n=%zu)\n", what,
              times.front(), times[times.size() / 2], times[times.size() * 95 / 100], times.back(),
              times.size());
}

}  // namespace caisson::test
