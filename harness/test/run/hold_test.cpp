#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run/container_spec.hpp"
#include "run/labels.hpp"
#include "run/simulation.hpp"

namespace caisson::run::test {
namespace {

namespace event = model::event;
using engine::simulated::exits;
using engine::simulated::Fault;
using engine::simulated::ready_after;
using model::Condition;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

/// Runs as an ephemeral environment does: every container held, and gone when it ends.
class HoldTest : public ::testing::Test {
 protected:
  HoldTest() {
    s.leashed = true;
    s.site.environment = "shop-1";
  }
  std::vector<std::string> calls_about(const std::string& subject) const {
    std::vector<std::string> names;
    for (const auto& call : s.engine.calls())
      if (call.subject == subject) names.push_back(call.name);
    return names;
  }
  Simulation s;
};

TEST_F(HoldTest, AContainerIsHeldBeforeItStarts) {
  s.graph.add("db");
  ASSERT_TRUE(s.up()->success);
  const auto calls = calls_about("shop-1-db");
  ASSERT_THAT(calls, ::testing::IsSupersetOf({"create_container", "hold", "start_container"}));
  const auto at = [&](const char* name) {
    return std::find(calls.begin(), calls.end(), name) - calls.begin();
  };
  EXPECT_LT(at("create_container"), at("hold"));
  EXPECT_LT(at("hold"), at("start_container"));
}

TEST_F(HoldTest, WithoutAHolderNothingIsLeashed) {
  s.leashed = false;
  s.graph.add("db");
  ASSERT_TRUE(s.up()->success);
  EXPECT_EQ(s.engine.count("hold"), 0U);
  s.driver.reset();
  s.clock.run_for(5s);
  EXPECT_THAT(s.names_of_containers(), ElementsAre("shop-1-db"));
}

TEST_F(HoldTest, TheHolderGoneTheContainersAreGoneWithTheirVolumes) {
  s.graph.add("db").volumes.push_back({"", "/data", false});
  s.graph.add("api", {{"db", Condition::healthy}});
  ASSERT_TRUE(s.up()->success);
  EXPECT_THAT(s.names_of_containers(), SizeIs(2));
  ASSERT_THAT(s.engine.volumes(), SizeIs(1));
  EXPECT_THAT(s.engine.volumes()[0].labels, Contains(Pair(label::k_environment, "shop-1")));
  s.driver.reset();
  s.grips.clear();
  s.clock.run_for(1s);
  EXPECT_THAT(s.names_of_containers(), IsEmpty());
  EXPECT_THAT(s.engine.volumes(), IsEmpty());
}

TEST_F(HoldTest, WhatIsEphemeralSaysSo) {
  s.graph.add("db");
  ASSERT_TRUE(s.up()->success);
  const auto container = s.engine.container("shop-1-db");
  EXPECT_THAT(container->labels, Contains(Pair(label::k_environment, "shop-1")));
  ASSERT_THAT(s.engine.networks(), SizeIs(1));
  EXPECT_THAT(s.engine.networks()[0].labels, Contains(Pair(label::k_environment, "shop-1")));
}

TEST_F(HoldTest, WhatStaysDoesNot) {
  s.leashed = false;
  s.site.environment.clear();
  s.graph.add("db");
  ASSERT_TRUE(s.up()->success);
  EXPECT_EQ(s.engine.container("shop-1-db")->labels.count(label::k_environment), 0U);
  EXPECT_EQ(s.engine.networks()[0].labels.count(label::k_environment), 0U);
}

TEST_F(HoldTest, AOneShotThatIsGoneHasCompleted) {
  s.graph.add("db");
  s.graph.add_one_shot("seed", {{"db", Condition::healthy}});
  s.graph.add("api", {{"seed", Condition::completed}});
  s.engine.scripts["seed"] = exits(5ms, 0);
  ASSERT_TRUE(s.up()->success);
  EXPECT_EQ(s.driver->state("seed"), model::ServiceState::completed);
  s.clock.run_for(1s);
  EXPECT_THAT(s.names_of_containers(), ElementsAre("shop-1-api", "shop-1-db"));
}

TEST_F(HoldTest, TheExitCodeIsExactThoughEveryEventWasLost) {
  s.engine.event_faults.drop = 1.0;
  s.graph.add_one_shot("seed");
  s.engine.scripts["seed"] = exits(5ms, 0);
  EXPECT_TRUE(s.up()->success);
  s.graph.add_one_shot("bad");
  s.engine.scripts["bad"] = exits(5ms, 3);
  s.site.completed.insert("seed");
  const auto outcome = s.up();
  ASSERT_THAT(outcome->failures, SizeIs(1));
  EXPECT_EQ(outcome->failures[0].exit_code, 3);
}

TEST_F(HoldTest, RunningOutOfMemoryIsRecognisedThoughNothingIsLeftToInspect) {
  s.graph.add("db");
  s.engine.scripts["db"] = exits(5ms, 137, true);
  const auto outcome = s.up();
  ASSERT_THAT(outcome->failures, SizeIs(1));
  EXPECT_TRUE(outcome->failures[0].oom_killed);
}

TEST_F(HoldTest, LastWordsComeFromTheHolder) {
  s.graph.add("db");
  auto& script = s.engine.scripts["db"];
  script = exits(50ms, 1);
  script.log = {{10ms, "starting"}, {40ms, "no such table"}};
  const auto outcome = s.up();
  ASSERT_THAT(outcome->failures, SizeIs(1));
  EXPECT_THAT(outcome->failures[0].log_tail, ElementsAre("starting", "no such table"));
}

TEST_F(HoldTest, WhatCannotBeHeldIsRemoved) {
  for (const ErrorKind kind : {ErrorKind::conflict, ErrorKind::timed_out}) {
    Simulation one;
    one.leashed = true;
    one.graph.add("db");
    one.engine.faults.push_back(Fault{"hold", "shop-1-db", {kind, "injected"}});
    const auto outcome = one.up();
    ASSERT_THAT(outcome->failures, SizeIs(1));
    EXPECT_THAT(outcome->failures[0].error.message, HasSubstr("injected"));
    EXPECT_EQ(one.engine.count("start_container"), 0U);
    EXPECT_THAT(one.names_of_containers(), IsEmpty());
  }
}

TEST_F(HoldTest, AServiceThatVanishesLaterHasExited) {
  s.graph.add("db");
  s.graph.add("api", {{"db", Condition::healthy}});
  s.engine.scripts["api"] = ready_after(2s);
  s.observer = [this](const model::Event& what) {
    const auto* started = std::get_if<event::Started>(&what);
    if (started && started->service == "api") s.engine.crash("shop-1-db", 9);
  };
  const auto outcome = s.up();
  ASSERT_FALSE(outcome->failures.empty());
  EXPECT_EQ(outcome->failures[0].service, "db");
  EXPECT_EQ(outcome->failures[0].exit_code, 9);
  EXPECT_THAT(s.names_of_containers(), IsEmpty());
}

TEST_F(HoldTest, WhatHasCompletedIsNotRunAgain) {
  s.graph.add("db");
  s.graph.add_one_shot("seed", {{"db", Condition::healthy}});
  s.engine.scripts["seed"] = exits(5ms, 0);
  ASSERT_TRUE(s.up()->success);
  s.clock.run_for(1s);
  s.site.completed.insert("seed");
  const std::size_t before = s.engine.count("create_container");
  ASSERT_TRUE(s.up()->success);
  EXPECT_EQ(s.engine.count("create_container"), before);
  EXPECT_EQ(s.driver->state("seed"), model::ServiceState::completed);
  // The control: nobody knows that it has.
  s.site.completed.clear();
  ASSERT_TRUE(s.up()->success);
  EXPECT_EQ(s.engine.count("create_container"), before + 1);
}

TEST_F(HoldTest, WhatHasCompletedIsNotRunAgainThoughItIsStillListed) {
  s.graph.add("db");
  s.graph.add_one_shot("seed", {{"db", Condition::healthy}});
  s.engine.scripts["seed"] = exits(5ms, 0);
  s.engine.latencies.remove = 10s;
  ASSERT_TRUE(s.up()->success);
  ASSERT_EQ(s.engine.container("shop-1-seed")->phase, engine::Phase::removing);
  s.site.completed.insert("seed");
  const std::size_t before = s.engine.count("create_container");
  ASSERT_TRUE(s.up()->success);
  EXPECT_EQ(s.engine.count("create_container"), before);
}

TEST_F(HoldTest, WhatHasCompletedRunsAgainOnNewGround) {
  s.graph.add("db");
  s.graph.add_one_shot("seed", {{"db", Condition::healthy}});
  s.engine.scripts["seed"] = exits(5ms, 0);
  ASSERT_TRUE(s.up()->success);
  s.clock.run_for(1s);
  s.site.completed.insert("seed");
  s.engine.crash("shop-1-db", 1);
  s.clock.run_for(1s);
  ASSERT_TRUE(s.up()->success);
  EXPECT_TRUE(s.when<event::Created>("seed"));
  EXPECT_EQ(s.engine.count("create_container"), 4U);
}

}  // namespace
}  // namespace caisson::run::test
