#include "bench/settling.hpp"

#include <algorithm>

#include "bench/statistics.hpp"

namespace caisson::bench {
namespace {

constexpr std::size_t k_window = 10;
constexpr double k_spread = 0.02;

std::vector<double> last(const std::vector<double>& readings) {
  const std::size_t count = std::min(k_window, readings.size());
  return {readings.end() - static_cast<std::ptrdiff_t>(count), readings.end()};
}

}  // namespace

bool has_settled(const std::vector<double>& readings) {
  if (readings.size() < k_window) return false;
  const std::vector<double> window = last(readings);
  const auto [least, most] = std::minmax_element(window.begin(), window.end());
  return *most - *least <= k_spread * *most;
}

double settled_value(const std::vector<double>& readings) {
  return median(last(readings));
}

}  // namespace caisson::bench
