#include "data/retention.hpp"

#include <gmock/gmock.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>

namespace caisson::data {
namespace {

using std::chrono::days;
using std::chrono::hours;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A Monday.
constexpr Time k_monday{std::chrono::sys_days(std::chrono::year(2026) / 11 / 23)};

TEST(Outlived, NothingWithinTheRule) {
  EXPECT_THAT(outlived({}, {2, 1}), IsEmpty());
  EXPECT_THAT(outlived({k_monday, k_monday + hours(12)}, {2, 0}), IsEmpty());
}

TEST(Outlived, OfOlderOnesTheLastOfEachWeekStays) {
  const Time week = k_monday - days(7);
  EXPECT_THAT(outlived({k_monday + days(1), week, week + days(6), week - days(1), week - days(7),
                        week - days(8)},
                       {1, 2}),
              ElementsAre(week, week - days(7), week - days(8)));
}

TEST(Outlived, KeepsTheLatestAndNoMoreThanOneAWeek) {
  rc::check([] {
    const auto made = *rc::gen::unique<std::vector<int>>(rc::gen::inRange(0, 2000));
    const Retention rule{*rc::gen::inRange<std::size_t>(0, 20),
                         *rc::gen::inRange<std::size_t>(0, 6)};
    std::vector<Time> times;
    for (const int hour : made)
      times.push_back(k_monday + hours(hour));
    const auto removed = outlived(times, rule);
    const std::set<Time> gone(removed.begin(), removed.end());
    std::sort(times.rbegin(), times.rend());
    std::set<std::int64_t> weeks;
    for (std::size_t i = 0; i < times.size(); ++i) {
      if (i < rule.latest) RC_ASSERT(!gone.contains(times[i]));
      if (i >= rule.latest && !gone.contains(times[i]))
        RC_ASSERT(weeks.insert((times[i] - k_monday) / days(7)).second);
    }
    RC_ASSERT(weeks.size() <= rule.weeks);
  });
}

TEST(NextDue, IsHalfADayAfterTheNewest) {
  EXPECT_EQ(next_due({}, k_monday), k_monday);
  EXPECT_EQ(next_due({k_monday - days(3), k_monday - hours(2)}, k_monday), k_monday + hours(10));
  EXPECT_EQ(next_due({k_monday - days(3)}, k_monday), k_monday - days(3) + k_every);
}

TEST(NextDue, IsNotPutOffByOneFromTheFuture) {
  EXPECT_EQ(next_due({k_monday + days(300)}, k_monday), k_monday + k_every);
}

}  // namespace
}  // namespace caisson::data
