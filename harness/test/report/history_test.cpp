#include "report/history.hpp"

#include <gmock/gmock.h>

#include "report/budget.hpp"
#include "report/start_scene.hpp"

namespace caisson::report {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

PastStart past(std::int64_t at, Duration probe) {
  PastStart start;
  start.at = at;
  start.mode = "everything";
  start.image = 7s;
  start.create = 20ms;
  start.start = 300ms;
  start.probe = probe;
  return start;
}

TEST(PastStarts, AreWhatBecameReadyWithWhatItsTimeWentInto) {
  test::StartScene scene;
  scene.succeed();
  const auto all = past_starts(scene.lanes());
  ASSERT_EQ(all.size(), 3u);
  const PastStart& api = all.at("api");
  EXPECT_EQ(api.image, 2000ms);
  EXPECT_EQ(api.create, 100ms);
  EXPECT_EQ(api.wait, 1900ms);
  EXPECT_EQ(api.start, 200ms);
  EXPECT_EQ(api.probe, 1800ms);
  EXPECT_EQ(api.own(), 2100ms);
  Cause cause;
  cause.service = "api";
  EXPECT_EQ(past_starts(scene.lanes({cause})).count("api"), 0u);
}

TEST(HistoryText, TellsTheCourseOfEachService) {
  const History history{{"api", {past(1, 1s), past(2, 2s), past(3, 3s), past(4, 6s)}},
                        {"db", {past(1, 680ms)}}};
  EXPECT_EQ(history_text(history),
            "SERVICE  STARTS  LAST   MEDIAN  CHANGE  COURSE\n"
            "api      4       6.3 s  2.8 s   +172 %  ▁▂▄█\n"
            "db       1       1 s    1 s             ▁\n");
}

TEST(StartsText, TellsEachStartOfOneTheNewestFirst) {
  PastStart waited = past(1'795'852'800, 2s);
  waited.wait = 1500ms;
  EXPECT_EQ(starts_text({past(60, 1s), waited}),
            "BEGAN                 MODE        TOOK   IMAGE  CREATE  WAIT   START   TO READY\n"
            "2026-11-28 08:00:00Z  everything  2.3 s  7 s    20 ms   1.5 s  300 ms  2 s\n"
            "1970-01-01 00:01:00Z  everything  1.3 s  7 s    20 ms   –      300 ms  1 s\n");
}

TEST(HistoryJson, HasEachPart) {
  EXPECT_EQ(history_json({{"db", {past(60, 1s)}}}), R"({
  "schema": 1,
  "services": [
    {
      "name": "db",
      "starts": [
        {
          "at": "1970-01-01T00:01:00Z",
          "mode": "everything",
          "took_ms": 1320.0,
          "image_ms": 7000.0,
          "create_ms": 20.0,
          "wait_ms": 0.0,
          "start_ms": 300.0,
          "ready_ms": 1000.0
        }
      ]
    }
  ]
}
)");
}

TEST(Sparkline, GoesFromTheLeastToTheGreatest) {
  EXPECT_EQ(sparkline({}), "");
  EXPECT_EQ(sparkline({5ms, 5ms}), "▁▁");
  EXPECT_EQ(sparkline({0ms, 70ms, 35ms}), "▁█▄");
}

TEST(Budgets, OnlyTheServicesOwnTimeCounts) {
  test::StartScene scene;
  scene.stack().services["api"].budget = 2100ms;  // it was ready after 6 s, and is within it
  scene.stack().services["db"].budget = 2s;
  scene.stack().services["migrate"].budget = 1100ms;
  scene.succeed();
  EXPECT_THAT(broken_budgets(scene.lanes()),
              ElementsAre("`db` took 2.8 s, its BUDGET is 2 s: 100 ms to create, 200 ms to start, "
                          "2.5 s until ready (/s/shop/CMakeLists.txt:7)",
                          "`migrate` took 1.2 s, its BUDGET is 1.1 s: 200 ms to create, 100 ms to "
                          "start, 900 ms until completed (/s/shop/CMakeLists.txt:7)"));
}

TEST(Budgets, WhatWasThereBreaksNone) {
  test::StartScene scene;
  scene.stack().services["db"].budget = 1ns;
  scene.see(5000ms, model::event::Ready{"db"});
  EXPECT_THAT(broken_budgets(scene.lanes()), IsEmpty());
}

}  // namespace
}  // namespace caisson::report
