#include "lease/supervisor.hpp"

#include <gmock/gmock.h>

#include "engine/simulated/simulated_engine.hpp"
#include "engine/simulated/virtual_clock.hpp"
#include "run/labels.hpp"

namespace caisson::lease {
namespace {

using engine::simulated::exits;
using engine::simulated::Script;
using engine::simulated::SimulatedEngine;
using engine::simulated::VirtualClock;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// One instance `shop` of a stack with one service `api`, which has a LIVENESS.
class SupervisorTest : public ::testing::Test {
 protected:
  SupervisorTest() {
    model::Service service;
    service.name = "api";
    model::HealthCheck check;
    check.kind = model::HealthCheck::Kind::tcp;
    check.port = 8080;
    check.every = milliseconds(500);
    service.liveness = check;
    m_stack.name = "shop";
    m_stack.services["api"] = service;
  }

  void plant(const std::string& service, const Script& script, const std::string& debug = {},
             const std::string& backend = {}, bool worked_on = false) {
    m_engine.scripts[service] = script;
    engine::ContainerSpec spec;
    spec.name = "shop-" + service;
    spec.labels = {{run::label::k_instance, "shop"}, {run::label::k_service, service}};
    if (!debug.empty()) spec.labels[run::label::k_debug] = debug;
    if (!backend.empty()) spec.labels[run::label::k_backend] = backend;
    if (worked_on) spec.labels[run::label::k_worked_on] = "yes";
    m_engine.plant(spec, true);
  }

  Supervisor& begin() {
    Supervisor::Callbacks callbacks;
    callbacks.reload = [this]() -> Result<model::Stack> {
      ++m_reloads;
      return m_stack;
    };
    callbacks.environment = [](const model::Service& service) { return service.env; };
    callbacks.idle = [this] { m_idle = true; };
    callbacks.changed = [this](const std::vector<Kept>& kept) { m_kept = kept; };
    callbacks.lost = [this](const Error& error) { m_lost = error.message; };
    callbacks.say = [this](const std::string& line) { m_said.push_back(line); };
    m_supervisor = std::make_unique<Supervisor>(m_engine, m_clock, "shop", std::move(callbacks));
    m_supervisor->begin();
    return *m_supervisor;
  }

  bool runs(const std::string& service) const {
    const auto container = m_engine.container("shop-" + service);
    return container && container->phase == engine::Phase::running;
  }

  VirtualClock m_clock;
  SimulatedEngine m_engine{m_clock};
  model::Stack m_stack;
  std::unique_ptr<Supervisor> m_supervisor;
  bool m_idle = false;
  int m_reloads = 0;
  std::vector<Kept> m_kept;
  std::string m_lost;
  std::vector<std::string> m_said;
};

TEST_F(SupervisorTest, LeavesAloneWhatIsAlive) {
  plant("api", Script{});
  begin();
  m_clock.run_for(minutes(5));
  EXPECT_EQ(m_engine.count("start_container"), 0U);
  EXPECT_EQ(m_engine.count("stop_container"), 0U);
  EXPECT_GE(m_engine.count("dial"), 500U);
  EXPECT_FALSE(m_idle);
  EXPECT_THAT(m_kept, IsEmpty());
}

TEST_F(SupervisorTest, RestartsWhatEndsByItself) {
  plant("api", Script{});
  begin();
  m_clock.run_for(seconds(20));
  m_engine.crash("shop-api", 3);
  m_clock.run_for(seconds(20));
  EXPECT_TRUE(runs("api"));
  EXPECT_EQ(m_engine.count("start_container"), 1U);
  EXPECT_THAT(m_kept, ElementsAre(Kept{"api", 1, ""}));
  EXPECT_THAT(m_said, ::testing::Contains("api exited with 3: restarting it"));
  EXPECT_FALSE(m_idle);
}

// Between the end of the command that started it and the first look.
TEST_F(SupervisorTest, RestartsWhatEndedBeforeItCame) {
  plant("api", Script{});
  m_engine.crash("shop-api", 3);
  begin();
  m_clock.run_for(seconds(20));
  EXPECT_TRUE(runs("api"));
  EXPECT_EQ(m_engine.count("start_container"), 1U);
  EXPECT_FALSE(m_idle);
}

TEST_F(SupervisorTest, RestartsWhatIsNotAliveAnyMore) {
  // Ready for 30 s, then never again until its next start.
  plant("api", Script{.toggles = {Duration{}, seconds(30)}});
  begin();
  m_clock.run_for(seconds(33));
  EXPECT_EQ(m_engine.count("stop_container"), 1U);
  EXPECT_EQ(m_engine.count("start_container"), 1U);
  EXPECT_TRUE(runs("api"));
  EXPECT_THAT(m_kept, ElementsAre(Kept{"api", 1, ""}));
}

// A developer ends and starts it; there is nothing of it here to be restarted.
TEST_F(SupervisorTest, LeavesAloneWhatRunsElsewhere) {
  plant("api", Script{.toggles = {Duration{}, seconds(30)}}, {}, "process");
  begin();
  m_clock.run_for(minutes(5));
  EXPECT_EQ(m_engine.count("dial"), 0U);
  EXPECT_EQ(m_engine.count("stop_container"), 0U);
  EXPECT_FALSE(m_idle);
}

TEST_F(SupervisorTest, AMockLivesAsItIsDeclaredTo) {
  m_stack.services["fake"] = m_stack.services["api"];
  m_stack.services["fake"].liveness->port = 9000;
  m_stack.services["api"].mock = "fake";
  m_stack.services["api"].liveness.reset();
  plant("api", Script{.toggles = {Duration{}, seconds(30)}}, {}, "mock");
  begin();
  m_clock.run_for(seconds(33));
  EXPECT_TRUE(runs("api"));
  EXPECT_THAT(m_kept, ElementsAre(Kept{"api", 1, ""}));
}

TEST_F(SupervisorTest, LeavesAloneWhatADebuggerHasStopped) {
  Script script{.toggles = {Duration{}, seconds(30), seconds(90)}};
  script.halts = {{seconds(30), seconds(90)}};
  plant("api", script, "gdb:2345");
  begin();
  m_clock.run_for(minutes(3));
  EXPECT_EQ(m_engine.count("stop_container"), 0U);
  EXPECT_GE(m_engine.count("list_processes"), 50U);
  EXPECT_THAT(m_kept, IsEmpty());
}

TEST_F(SupervisorTest, AndWhatDependsOnThat) {
  model::Service web = m_stack.services["api"];
  web.name = "web";
  web.depends = {{"api", model::Condition::healthy}};
  m_stack.services["api"].liveness.reset();
  m_stack.services["web"] = web;
  Script api;
  api.halts = {{seconds(30), seconds(90)}};
  plant("api", api, "gdb:2345");
  plant("web", Script{.toggles = {Duration{}, seconds(30), seconds(90)}});
  begin();
  m_clock.run_for(minutes(3));
  EXPECT_EQ(m_engine.count("stop_container"), 0U);
}

TEST_F(SupervisorTest, ADebuggerThatHasNotStoppedItIsNoExcuse) {
  Script script{.toggles = {Duration{}, seconds(30)}};
  script.halts = {{seconds(30), seconds(60)}};
  plant("api", script, "gdb:2345");
  begin();
  m_clock.run_for(seconds(58));
  EXPECT_EQ(m_engine.count("stop_container"), 0U);
  m_clock.run_for(seconds(5));
  EXPECT_EQ(m_engine.count("stop_container"), 1U);
}

TEST_F(SupervisorTest, GivesUpWhatFlaps) {
  plant("api", exits(milliseconds(50), 1));
  begin();
  m_clock.run_for(minutes(2));
  EXPECT_EQ(m_engine.count("start_container"), 5U);
  ASSERT_EQ(m_kept.size(), 1U);
  EXPECT_EQ(m_kept.front().restarts, 5);
  EXPECT_EQ(m_kept.front().failed, "failed for good after 5 restarts: exited with 1");
  EXPECT_TRUE(m_idle);
}

TEST_F(SupervisorTest, WaitsForReadinessAfterARestart) {
  model::HealthCheck readiness = *m_stack.services["api"].liveness;
  readiness.within = seconds(60);
  m_stack.services["api"].healthcheck = readiness;
  plant("api", Script{});
  begin();
  m_clock.run_for(seconds(15));
  // From now on it needs 10 s to come up: LIVENESS fails, but that must not count yet.
  m_engine.scripts["api"] = engine::simulated::ready_after(seconds(10));
  m_engine.crash("shop-api", 1);
  m_clock.run_for(minutes(1));
  EXPECT_TRUE(runs("api"));
  EXPECT_LE(m_engine.count("start_container"), 1U);
}

/// Away for some seconds after 30, as one that has compiled an edit and starts itself again.
class WorkedOn : public SupervisorTest {
 protected:
  void away_for(seconds time) {
    model::HealthCheck readiness = *m_stack.services["api"].liveness;
    readiness.within = seconds(10);
    m_stack.services["api"].healthcheck = readiness;
    Script script{.toggles = {Duration{}, seconds(30), seconds(30) + time}};
    plant("api", script, {}, {}, worked_on);
    begin();
    m_clock.run_for(seconds(45));
  }

  bool worked_on = true;
};

TEST_F(WorkedOn, HasTheTimeOfAStartToComeBack) {
  away_for(seconds(8));
  EXPECT_EQ(m_engine.count("stop_container"), 0U);
  EXPECT_THAT(m_said, ElementsAre("api is ready again"));
}

TEST_F(WorkedOn, IsRestartedAfterThat) {
  away_for(seconds(13));
  EXPECT_EQ(m_engine.count("stop_container"), 1U);
}

TEST_F(WorkedOn, WhatIsNotHasNoSuchTime) {
  worked_on = false;
  away_for(seconds(8));
  EXPECT_EQ(m_engine.count("stop_container"), 1U);
}

/// Not alive, it is restarted; then it has 10 s to become ready, and stops at a breakpoint for a
/// minute after two of them.
class RestartedUnderADebugger : public SupervisorTest,
                                public ::testing::WithParamInterface<std::pair<int, bool>> {};

TEST_P(RestartedUnderADebugger, HasWhatWasLeftOfItsTime) {
  const auto [ready, in_time] = GetParam();
  model::HealthCheck readiness = *m_stack.services["api"].liveness;
  readiness.within = seconds(10);
  m_stack.services["api"].healthcheck = readiness;
  Script script = engine::simulated::ready_after(seconds(ready));
  script.halts = {{seconds(2), seconds(62)}};
  plant("api", script, "gdb:2345");
  begin();
  m_clock.run_for(seconds(90));
  EXPECT_EQ(m_engine.count("stop_container"), in_time ? 1U : 2U);
}

INSTANTIATE_TEST_SUITE_P(Ready, RestartedUnderADebugger,
                         ::testing::Values(std::pair(69, true), std::pair(74, false)));

TEST_F(SupervisorTest, KeepsItsHandsOffWhileACommandIsAtWork) {
  plant("api", Script{});
  Supervisor& supervisor = begin();
  m_clock.run_for(seconds(15));
  supervisor.set_busy(true);
  m_engine.crash("shop-api", 1);
  m_clock.run_for(minutes(1));
  EXPECT_EQ(m_engine.count("start_container"), 0U);
  EXPECT_FALSE(m_idle);
  const int before = m_reloads;
  supervisor.set_busy(false);
  m_clock.run_for(seconds(15));
  EXPECT_EQ(m_reloads, before + 1);
}

TEST_F(SupervisorTest, EndsWhenNothingRuns) {
  m_stack.services["api"].liveness.reset();
  plant("api", Script{});
  begin();
  m_clock.run_for(seconds(5));
  EXPECT_FALSE(m_idle);
  m_engine.crash("shop-api", 0);
  m_clock.run_for(seconds(5));
  EXPECT_EQ(m_engine.count("start_container"), 0U);
  EXPECT_TRUE(m_idle);
}

TEST_F(SupervisorTest, NeverRestartsAOneShot) {
  m_stack.services["api"].completes = true;
  plant("api", Script{});
  begin();
  m_clock.run_for(seconds(5));
  m_engine.crash("shop-api", 0);
  m_clock.run_for(seconds(5));
  EXPECT_EQ(m_engine.count("start_container"), 0U);
  EXPECT_TRUE(m_idle);
}

TEST_F(SupervisorTest, FollowsTheRestartPolicy) {
  m_stack.services["api"].liveness.reset();
  m_stack.services["api"].restart = "on-failure";
  plant("api", Script{});
  begin();
  m_clock.run_for(seconds(15));
  m_engine.crash("shop-api", 1);
  m_clock.run_for(seconds(15));
  EXPECT_EQ(m_engine.count("start_container"), 1U);
  m_engine.crash("shop-api", 0);
  m_clock.run_for(seconds(15));
  EXPECT_EQ(m_engine.count("start_container"), 1U);
  EXPECT_TRUE(m_idle);
}

TEST_F(SupervisorTest, TellsThatTheEngineIsGone) {
  plant("api", Script{});
  begin();
  m_clock.run_for(seconds(1));
  m_engine.vanish();
  m_clock.run_for(minutes(1));
  EXPECT_NE(m_lost, "");
}

TEST_F(SupervisorTest, TouchesNoContainerOfOthers) {
  plant("api", Script{});
  engine::ContainerSpec foreign;
  foreign.name = "other-api";
  foreign.labels = {{run::label::k_instance, "other"}, {run::label::k_service, "api"}};
  m_engine.plant(foreign, true);
  begin();
  m_clock.run_for(seconds(5));
  m_engine.crash("other-api", 1);
  m_clock.run_for(seconds(30));
  EXPECT_EQ(m_engine.count("start_container"), 0U);
}

}  // namespace
}  // namespace caisson::lease
