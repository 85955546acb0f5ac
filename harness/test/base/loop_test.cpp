#include "base/loop.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace caisson {
namespace {

using namespace std::chrono_literals;

TEST(Loop, RunsWhatIsDueInOrderAndNotInsideTheCall) {
  Loop loop;
  std::vector<int> ran;
  const Instant now = loop.clock().now();
  loop.clock().schedule(now, [&] { ran.push_back(1); });
  loop.clock().schedule(now - 1h, [&] { ran.push_back(2); });
  EXPECT_TRUE(ran.empty());
  loop.run();
  EXPECT_EQ(ran, (std::vector<int>{1, 2}));
}

TEST(Loop, RunsWhatIsToComeNotBeforeItsTime) {
  Loop loop;
  const Instant at = loop.clock().now() + 5ms;
  Instant when{};
  loop.clock().schedule(at, [&] { when = loop.clock().now(); });
  loop.run();
  EXPECT_GE(when, at);
}

TEST(Loop, ForgetsWhatIsCancelledThoughItIsDue) {
  Loop loop;
  Clock& clock = loop.clock();
  int ran = 0;
  const auto count = [&] { ++ran; };
  clock.cancel(clock.schedule(clock.now(), count));
  clock.cancel(clock.schedule(clock.now() + 1h, count));
  const auto later = clock.schedule(clock.now(), count);
  loop.run();
  EXPECT_EQ(ran, 1);
  clock.cancel(later);  // it has run
}

TEST(Loop, WhatIsDueMayAskForMore) {
  Loop loop;
  int ran = 0;
  loop.clock().schedule(loop.clock().now(), [&] {
    ++ran;
    loop.clock().schedule(loop.clock().now(), [&] { ++ran; });
  });
  loop.run();
  EXPECT_EQ(ran, 2);
}

}  // namespace
}  // namespace caisson
