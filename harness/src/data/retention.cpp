#include "data/retention.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace caisson::data {
namespace {

/// Weeks begin on Mondays; 1970 began on a Thursday.
std::int64_t week_of(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
  return (day + 3) / 7;
}

}  // namespace

std::vector<Time> outlived(std::vector<Time> made, const Retention& retention) {
  std::sort(made.begin(), made.end(), std::greater<>());
  if (made.size() <= retention.latest) return {};
  std::vector<Time> removed;
  std::set<std::int64_t> weeks;
  for (std::size_t i = retention.latest; i < made.size(); ++i) {
    const bool kept = weeks.size() < retention.weeks && weeks.insert(week_of(made[i])).second;
    if (!kept) removed.push_back(made[i]);
  }
  return removed;
}

Time next_due(const std::vector<Time>& made, Time now) {
  if (made.empty()) return now;
  const Time newest = *std::max_element(made.begin(), made.end());
  return std::min(newest, now) + k_every;
}

}  // namespace caisson::data
