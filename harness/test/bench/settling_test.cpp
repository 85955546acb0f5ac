#include "bench/settling.hpp"

#include <gtest/gtest.h>

namespace caisson::bench {
namespace {

TEST(Settling, NeedsTenReadings) {
  std::vector<double> readings(9, 100);
  EXPECT_FALSE(has_settled(readings));
  readings.push_back(100);
  EXPECT_TRUE(has_settled(readings));
}

TEST(Settling, IsJudgedByTheLastTen) {
  std::vector<double> readings = {900, 500, 300};
  readings.insert(readings.end(), 9, 100);
  EXPECT_FALSE(has_settled(readings));
  readings.push_back(101);
  EXPECT_TRUE(has_settled(readings));
  EXPECT_EQ(settled_value(readings), 100);
}

TEST(Settling, ASlowRiseIsNoRest) {
  std::vector<double> readings;
  for (int second = 0; second < 60; ++second)
    readings.push_back(100 + second);
  EXPECT_FALSE(has_settled(readings));
  EXPECT_EQ(settled_value(readings), 154.5);
}

}  // namespace
}  // namespace caisson::bench
