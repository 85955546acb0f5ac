#include "run/keep_alive.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace caisson::run {
namespace {

using namespace std::chrono_literals;
using Kind = KeepAlive::Decision::Kind;
using ::testing::ElementsAre;

const Instant k_start{100s};

/// When a service that lives for `life` after each start is restarted, until it is given up or the
/// time is over.
std::vector<Duration> schedule(KeepAlive& keep, Duration life, Duration until) {
  std::vector<Duration> restarts;
  Instant now = k_start;
  while (true) {
    now += life;
    const auto decision = keep.exited(now);
    if (decision.kind != Kind::restart || decision.at > k_start + until) return restarts;
    now = decision.at;
    keep.restarted(now);
    restarts.push_back(now - k_start);
  }
}

TEST(KeepAlive, ACrashLoopIsRestartedFiveTimesThenFailedForGood) {
  KeepAlive keep(0, k_start);
  EXPECT_THAT(schedule(keep, 0ms, 1h), ElementsAre(100ms, 300ms, 700ms, 1500ms, 3100ms));
  EXPECT_TRUE(keep.failed_for_good());
  EXPECT_EQ(keep.restarts(), 5u);
  EXPECT_EQ(keep.exited(k_start + 1h).kind, Kind::none) << "for good";
}

TEST(KeepAlive, NeverMoreThanFiveInTenSeconds) {
  for (const Duration life : {0ms, 10ms, 500ms, 1000ms, 1500ms, 3000ms, 9000ms}) {
    KeepAlive keep(0, k_start);
    const auto restarts = schedule(keep, life, 10min);
    for (std::size_t i = 5; i < restarts.size(); ++i)
      EXPECT_GE(restarts[i] - restarts[i - 5], 10s) << life.count();
  }
}

TEST(KeepAlive, ThePauseDoublesUpToAMinute) {
  KeepAlive keep(0, k_start);
  const auto restarts = schedule(keep, 5s, 1h);
  ASSERT_GT(restarts.size(), 12u);
  EXPECT_EQ(restarts[0], 5100ms);
  EXPECT_EQ(restarts[1] - restarts[0], 5200ms);
  EXPECT_EQ(restarts[12] - restarts[11], 65s);
}

TEST(KeepAlive, ALongLifeForgetsThePause) {
  KeepAlive keep(0, k_start);
  EXPECT_THAT(schedule(keep, 10s, 35s), ElementsAre(10100ms, 20200ms, 30300ms));
}

TEST(KeepAlive, GraceForgivesFailuresInARow) {
  KeepAlive keep(2, k_start);
  EXPECT_EQ(keep.unalive(k_start + 1s).kind, Kind::none);
  EXPECT_EQ(keep.unalive(k_start + 2s).kind, Kind::none);
  keep.alive(k_start + 3s);
  EXPECT_EQ(keep.unalive(k_start + 4s).kind, Kind::none);
  EXPECT_EQ(keep.unalive(k_start + 5s).kind, Kind::none);
  const auto decision = keep.unalive(k_start + 6s);
  EXPECT_EQ(decision.kind, Kind::restart);
  EXPECT_EQ(decision.at, k_start + 6100ms);
  EXPECT_EQ(keep.exited(k_start + 6050ms).kind, Kind::none) << "a restart is due already";
}

}  // namespace
}  // namespace caisson::run
