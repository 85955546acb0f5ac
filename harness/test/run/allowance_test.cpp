#include "run/allowance.hpp"

#include <gtest/gtest.h>

namespace caisson::run {
namespace {

using namespace std::chrono_literals;

constexpr Instant k_start{100s};

TEST(Allowance, IsTheTimeItWasGiven) {
  Allowance time(10s, k_start);
  for (int second = 1; second < 10; ++second) {
    EXPECT_EQ(time.next_look(), k_start + second * 1s);
    time.looked(false, time.next_look());
  }
  EXPECT_EQ(time.next_look(), k_start + 10s) << "there is a look at its end";
  EXPECT_EQ(time.ends(), k_start + 10s);
}

TEST(Allowance, StandsStillBetweenLooksThatFindItHalted) {
  Allowance time(10s, k_start);
  time.looked(false, k_start + 4s);
  time.looked(true, k_start + 5s);
  time.looked(true, k_start + 3600s);
  time.looked(false, k_start + 3601s);
  EXPECT_EQ(time.ends() - (k_start + 3601s), 6s) << "as much is left as at the last look before";
  time.looked(false, k_start + 3604s);
  EXPECT_EQ(time.ends(), k_start + 3607s);
}

TEST(Allowance, IsLookedAtNoLaterThanItsEnd) {
  Allowance time(10s, k_start);
  time.looked(false, k_start + 9500ms);
  EXPECT_EQ(time.next_look(), time.ends());
}

}  // namespace
}  // namespace caisson::run
