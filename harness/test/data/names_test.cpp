#include "data/names.hpp"

#include <gmock/gmock.h>
#include <rapidcheck.h>

namespace caisson::data {
namespace {

TEST(Names, SayWhenInOneForm) {
  const Time time{std::chrono::seconds(1795851000)};
  EXPECT_EQ(rfc3339(time), "2026-11-28T07:30:00Z");
  EXPECT_EQ(backup_name("shop", time), "shop-20261128T073000Z.tar");
}

TEST(Names, OfAnyTimeAreReadBack) {
  rc::check([] {
    const auto seconds = *rc::gen::inRange<std::int64_t>(0, 253402300799);  // to the year 9999
    const Time time{std::chrono::seconds(seconds)};
    RC_ASSERT(backup_time("a-b", backup_name("a-b", time)) == time);
  });
}

TEST(Names, OfOthersAreNoTimes) {
  for (const char* const name :
       {"", "shop-20261128T073000Z.tar.x2fA", "shop-20261128T073000Z.ta",
        "zoo2-20261128T073000Z.tar", "shop-20261328T073000Z.tar", "shop-20261128T253000Z.tar",
        "shop-2026112xT073000Z.tar", "shop-20260230T000000Z.tar", "backup.json"})
    EXPECT_EQ(backup_time("shop", name), std::nullopt) << name;
}

TEST(PointNames, AreNoPaths) {
  EXPECT_TRUE(is_point_name("phase1-stable"));
  EXPECT_TRUE(is_point_name("v1.2_x"));
  for (const char* const name : {"", "../x", "a/b", ".hidden", "-x", "A", "a b"})
    EXPECT_FALSE(is_point_name(name)) << name;
}

}  // namespace
}  // namespace caisson::data
