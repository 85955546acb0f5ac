#include "probe/outcome.hpp"

#include <gmock/gmock.h>

#include "probe/talk.hpp"

namespace caisson::probe {
namespace {

using test::describe;

TEST(JudgeExec, ZeroIsReadyAndElseTheFirstLineIsTheReason) {
  EXPECT_EQ(describe(judge_exec({0, "anything"})), "ready");
  EXPECT_EQ(describe(judge_exec({1, ""})), "not ready: exited with code 1");
  EXPECT_EQ(describe(judge_exec({2, "\nno route\nmore"})),
            "not ready: exited with code 2: no route");
  EXPECT_EQ(describe(judge_exec({127, "sh: 1: nope: not found"})),
            "not ready: exited with code 127 (not found in the image): sh: 1: nope: not found");
}

TEST(JudgeHealth, OnlyHealthyIsReady) {
  EXPECT_EQ(describe(judge_health(engine::Health::healthy)), "ready");
  EXPECT_EQ(describe(judge_health(engine::Health::starting)),
            "not ready: the engine still calls it starting");
  EXPECT_EQ(describe(judge_health(engine::Health::unhealthy)),
            "not ready: the engine calls it unhealthy");
  EXPECT_EQ(describe(judge_health(engine::Health::none)),
            "not ready: the image has no HEALTHCHECK");
}

}  // namespace
}  // namespace caisson::probe
