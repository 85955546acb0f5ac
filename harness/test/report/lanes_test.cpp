#include "report/lanes.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/text.hpp"
#include "report/start_scene.hpp"

namespace caisson::report {
namespace {

using ::testing::ElementsAre;
using namespace std::chrono_literals;

std::string told(const Span& span) {
  static constexpr std::string_view k_names[] = {"image", "create", "wait", "start", "probe"};
  const auto ms = [](Duration at) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(at).count();
  };
  return fmt::format("{}{} {}-{}{}", span.critical ? "*" : "",
                     k_names[static_cast<std::size_t>(span.phase)], ms(span.from), ms(span.to),
                     span.whom.empty() ? "" : " " + span.whom);
}

std::string told(const Lane& lane) {
  std::vector<std::string> parts;
  for (const Span& span : lane.spans)
    parts.push_back(told(span));
  return lane.name() + ": " + join(parts, ", ");
}

std::vector<std::string> told(const std::vector<Lane>& lanes) {
  std::vector<std::string> all;
  for (const Lane& lane : lanes)
    all.push_back(told(lane));
  return all;
}

Cause cause_of(const std::string& service, std::vector<std::string> held_back) {
  Cause cause;
  cause.service = service;
  cause.held_back = std::move(held_back);
  return cause;
}

TEST(Lanes, TellWhatTheTimeWentInto) {
  test::StartScene scene;
  scene.succeed();
  const auto lanes = scene.lanes();
  EXPECT_THAT(told(lanes),
              ElementsAre("db: *create 200-300, *start 300-500, *probe 500-3000",
                          "migrate: create 200-400, wait 400-3000 db, *start 3000-3100, "
                          "*probe 3100-4000",
                          "api: image 0-2000, create 2000-2100, wait 2100-4000 migrate, "
                          "*start 4000-4200, *probe 4200-6000"));
  EXPECT_EQ(lanes[0].ending, Ending::ready);
  EXPECT_EQ(lanes[1].ending, Ending::completed);
}

TEST(Lanes, TheCriticalPathIsInTheOrderOfTime) {
  test::StartScene scene;
  scene.succeed();
  std::vector<std::string> names;
  const auto lanes = scene.lanes();
  for (const Link& link : critical_path(lanes))
    names.push_back(link.lane->name());
  EXPECT_THAT(names, ElementsAre("db", "db", "db", "migrate", "migrate", "api", "api"));
}

TEST(Lanes, ThePathBeginsWithAnImageThatWasWaitedForLonger) {
  test::StartScene scene;
  scene.see(0ms, model::event::ImageStarted{"api", true});
  scene.see(100ms, model::event::NetworksReady{});
  for (const char* name : {"db", "migrate"})
    scene.see(200ms, model::event::Created{name, name});
  scene.see(300ms, model::event::Started{"db"});
  scene.see(400ms, model::event::Ready{"db"});
  scene.see(500ms, model::event::Started{"migrate"});
  scene.see(600ms, model::event::Exited{"migrate", 0, false});
  scene.see(5000ms, model::event::ImageReady{"api", "sha256:2", model::ImageSource::recipe});
  scene.see(5100ms, model::event::Created{"api", "api"});
  scene.see(5200ms, model::event::Started{"api"});
  scene.see(6000ms, model::event::Ready{"api"});
  EXPECT_EQ(told(scene.lanes().back()),
            "api: *image 0-5000, *create 5000-5100, *start 5100-5200, *probe 5200-6000");
  EXPECT_EQ(critical_path(scene.lanes()).size(), 4u);
}

TEST(Lanes, AFailedStartLeadsToItsCause) {
  test::StartScene scene;
  scene.prepare();
  scene.see(3000ms, model::event::Exited{"db", 1, false});
  scene.see(9000ms, model::event::Removed{"api"});
  const auto lanes = scene.lanes({cause_of("db", {"migrate", "api"})});
  EXPECT_THAT(told(lanes), ElementsAre("db: *create 200-300, *start 300-500, *probe 500-3000",
                                       "migrate: create 200-400, wait 400-3000 db",
                                       "api: image 0-2000, create 2000-2100, wait 2100-3000 db"));
  EXPECT_EQ(lanes[0].ending, Ending::failed);
  EXPECT_EQ(lanes[1].ending, Ending::held_back);
  EXPECT_EQ(lanes[1].because, "db");
}

TEST(Lanes, WhatAFailedStartTookAwayIsNotReady) {
  test::StartScene scene;
  scene.prepare();
  scene.see(3000ms, model::event::Ready{"db"});
  scene.see(3100ms, model::event::Started{"migrate"});
  scene.see(3500ms, model::event::Exited{"migrate", 3, false});
  scene.see(8000ms, model::event::Exited{"db", 0, false});
  scene.see(8100ms, model::event::Removed{"db"});
  const auto lanes = scene.lanes({cause_of("migrate", {"api"})});
  EXPECT_EQ(told(lanes[0]), "db: *create 200-300, *start 300-500, *probe 500-3000");
  EXPECT_EQ(lanes[0].ending, Ending::stopped);
  EXPECT_EQ(end_of(lanes), 3500ms);
}

TEST(Lanes, WhatIsMadeAnewIsNotGone) {
  test::StartScene scene;
  scene.see(10ms, model::event::Removed{"db"});
  scene.succeed();
  EXPECT_EQ(scene.lanes()[0].ending, Ending::ready);
}

TEST(Lanes, WhatWasThereBeforeIsNoWork) {
  test::StartScene scene;
  scene.see(1ms, model::event::Ready{"db"});
  scene.see(50ms, model::event::NetworksReady{});
  scene.see(60ms, model::event::Created{"api", "api"});
  scene.see(70ms, model::event::Started{"api"});
  scene.see(90ms, model::event::Ready{"api"});
  const auto lanes = scene.lanes();
  EXPECT_THAT(told(lanes),
              ElementsAre("db: ", "api: *create 50-60, *start 60-70, *probe 70-90", "migrate: "));
  EXPECT_EQ(lanes[0].ending, Ending::kept);
  EXPECT_EQ(lanes[2].ending, Ending::kept);
}

TEST(Lanes, TellWhoStayedAwayAndWhoWasStopped) {
  test::StartScene scene;
  scene.prepare();
  const auto lanes = scene.lanes({}, {cause_of("migrate", {"api"})});
  EXPECT_EQ(lanes[0].ending, Ending::stopped);
  EXPECT_EQ(lanes[1].ending, Ending::unavailable);
  EXPECT_EQ(lanes[2].ending, Ending::held_back);
}

}  // namespace
}  // namespace caisson::report
