#pragma once

#include <optional>
#include <vector>

#include "data/names.hpp"

namespace caisson::data {

/// Between two backups that nobody asked for.
inline constexpr std::chrono::hours k_every{12};

/// Which backups are kept: the newest `latest`, and of the older ones the last of each of `weeks`
/// weeks.
struct Retention {
  std::size_t latest = 0;
  std::size_t weeks = 0;
};

/// Twice a day: a week of them, and one of each of the four weeks before.
inline constexpr Retention k_daily{14, 4};
/// Before something is put back, emptied or migrated.
inline constexpr Retention k_safety{10, 0};

/// Those to be removed; `made` in any order.
std::vector<Time> outlived(std::vector<Time> made, const Retention& retention);

/// When the next one is due: at once without any, `k_every` after the newest otherwise. One from
/// the future (a clock that was set back) counts as made now, so that it does not put off all
/// others.
Time next_due(const std::vector<Time>& made, Time now);

}  // namespace caisson::data
