#include "run/driver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/address.hpp"
#include "run/labels.hpp"
#include "run/simulation.hpp"

namespace caisson::run::test {
namespace {

namespace event = model::event;
using engine::simulated::exits;
using engine::simulated::Fault;
using engine::simulated::never_ready;
using engine::simulated::ready_after;
using model::Condition;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class DriverTest : public ::testing::Test {
 protected:
  void add_chain() {
    s.graph.add("db");
    s.graph.add("api", {{"db", Condition::healthy}});
  }
  const Failure& only_failure() {
    EXPECT_THAT(s.outcome->failures, SizeIs(1));
    return s.outcome->failures.front();
  }
  Simulation s;
};

TEST_F(DriverTest, BringsAChainUpInOrder) {
  add_chain();
  s.engine.scripts["db"] = ready_after(300ms);
  const auto outcome = s.up();
  ASSERT_TRUE(outcome && outcome->success);
  EXPECT_GE(*s.when<event::Started>("api"), *s.when<event::Ready>("db"));
  EXPECT_LT(*s.when<event::Created>("api"), *s.when<event::Ready>("db")) << "created early";
  EXPECT_THAT(s.names_of_containers(), ElementsAre("shop-1-api", "shop-1-db"));
}

TEST_F(DriverTest, ReadinessIsSeenWithinMillisecondsOfTheFirstAnswer) {
  s.graph.add("api").healthcheck->kind = model::HealthCheck::Kind::http;
  s.graph["api"].healthcheck->path = "/ready";
  auto& script = s.engine.scripts["api"];
  script = ready_after(400ms);
  script.answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  const auto outcome = s.up();
  ASSERT_TRUE(outcome && outcome->success);
  // The simulated container lives from four fifths of the start call on; the engine's event says
  // so.
  const Duration waited = *s.when<event::Ready>("api") - *s.when<event::Started>("api");
  EXPECT_LE(waited, 404ms);
  EXPECT_GE(waited, 399ms);
}

TEST_F(DriverTest, NothingToDoTakesOneListAndOneProbeEach) {
  add_chain();
  s.graph.add_one_shot("seed", {{"db", Condition::healthy}});
  s.engine.scripts["seed"] = exits(5ms, 0);
  ASSERT_TRUE(s.up()->success);
  const std::size_t before = s.engine.calls().size();
  const auto asked = s.images.asked;
  const auto outcome = s.up();
  ASSERT_TRUE(outcome && outcome->success);
  std::vector<std::string> names;
  for (std::size_t i = before; i < s.engine.calls().size(); ++i)
    names.push_back(s.engine.calls()[i].name);
  EXPECT_THAT(names, ElementsAre("list_containers", "dial", "dial"));
  EXPECT_EQ(s.images.asked, asked);
}

TEST_F(DriverTest, OnlyWhatChangedIsMadeAnew) {
  add_chain();
  ASSERT_TRUE(s.up()->success);
  const std::string db = s.engine.container("shop-1-db")->id;
  const std::string api = s.engine.container("shop-1-api")->id;
  s.graph["api"].command = {"other"};
  ASSERT_TRUE(s.up()->success);
  EXPECT_EQ(s.engine.container("shop-1-db")->id, db);
  EXPECT_NE(s.engine.container("shop-1-api")->id, api);
}

/// As a restore that is killed leaves those who depend on the data.
TEST_F(DriverTest, WhoIsPausedGoesOn) {
  add_chain();
  ASSERT_TRUE(s.up()->success);
  const std::string api = s.engine.container("shop-1-api")->id;
  s.engine.pause_container(api, s.clock.now() + 1s, [](const Result<void>&) {});
  s.clock.run_for(1s);
  ASSERT_EQ(s.engine.container(api)->phase, engine::Phase::paused);
  const auto outcome = s.up();
  ASSERT_TRUE(outcome && outcome->success);
  EXPECT_EQ(s.engine.container("shop-1-api")->id, api);
  EXPECT_EQ(s.engine.container(api)->phase, engine::Phase::running);
}

TEST_F(DriverTest, AnotherImageMakesAnotherContainer) {
  s.graph.add("db");
  ASSERT_TRUE(s.up()->success);
  const std::string db = s.engine.container("shop-1-db")->id;
  s.fingerprints["base"] = "changed";
  ASSERT_TRUE(s.up()->success);
  EXPECT_NE(s.engine.container("shop-1-db")->id, db);
}

TEST_F(DriverTest, APreferredPortThatIsNotPermittedIsNoFailure) {
  s.graph.add("edge").prefer = {{443, 443}};
  // As Docker 20.10 says it.
  const Error refused{ErrorKind::io,
                      "cannot start container `1`: driver failed programming external connectivity "
                      "on endpoint shop-1-edge (6): Error starting userland proxy: listen tcp4 "
                      "127.0.0.1:443: bind: permission denied"};
  s.engine.faults.push_back({"start_container", "shop-1-edge", refused});
  const auto outcome = s.up();
  ASSERT_TRUE(outcome && outcome->success);
  EXPECT_NE(s.engine.container("shop-1-edge")->ports.at(0).host, 443);
}

TEST_F(DriverTest, APreferredPortThatCannotBeHadIsNoFailure) {
  s.graph.add("edge").prefer = {{443, 443}};
  const Error refused{ErrorKind::conflict,
                      "Bind for 127.0.0.1:443 failed: port is already allocated"};
  s.engine.faults.push_back({"start_container", "shop-1-edge", refused});
  const auto outcome = s.up();
  ASSERT_TRUE(outcome && outcome->success);
  const auto ports = s.engine.container("shop-1-edge")->ports;
  ASSERT_THAT(ports, SizeIs(1));
  EXPECT_NE(ports[0].host, 443);
  EXPECT_EQ(s.engine.containers().size(), 1U) << "the first one is gone";
  const std::string id = s.engine.container("shop-1-edge")->id;
  ASSERT_TRUE(s.up()->success);
  EXPECT_EQ(s.engine.container("shop-1-edge")->id, id) << "what was chosen is current";
}

TEST_F(DriverTest, APublishedPortThatCannotBeHadIsAFailure) {
  s.graph.add("edge").publish = {{443, 443}};
  const Error refused{ErrorKind::conflict,
                      "Bind for 127.0.0.1:443 failed: port is already allocated"};
  s.engine.faults.push_back({"start_container", "shop-1-edge", refused});
  const auto outcome = s.up();
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->success);
}

TEST_F(DriverTest, TcpThatAcceptsAndClosesIsNotReady) {
  s.graph.add("db");
  auto& script = s.engine.scripts["db"];
  script = ready_after(700ms);
  script.unready = Script::Unready::accepts_then_closes;
  ASSERT_TRUE(s.up()->success);
  EXPECT_GE(*s.when<event::Ready>("db") - *s.when<event::Started>("db"), 690ms);
  EXPECT_THAT(s.when<event::NotReady>("db"), ::testing::Ne(std::nullopt));
}

TEST_F(DriverTest, LogExecAndEngineChecksDecideToo) {
  s.graph.add("by-log").healthcheck->kind = model::HealthCheck::Kind::log;
  s.graph["by-log"].healthcheck->pattern = "listening on [0-9]+";
  s.engine.scripts["by-log"].log = {{10ms, "starting"}, {150ms, "listening on 80"}};
  s.graph.add("by-exec").healthcheck->kind = model::HealthCheck::Kind::exec;
  s.graph["by-exec"].healthcheck->command = {"check"};
  s.engine.scripts["by-exec"] = ready_after(120ms);
  s.graph.add("by-engine").healthcheck->kind = model::HealthCheck::Kind::engine;
  s.engine.scripts["by-engine"] = ready_after(130ms);
  ASSERT_TRUE(s.up()->success);
  EXPECT_GE(*s.when<event::Ready>("by-log") - *s.when<event::Started>("by-log"), 149ms);
  EXPECT_LE(*s.when<event::Ready>("by-log") - *s.when<event::Started>("by-log"), 152ms);
  EXPECT_GE(*s.when<event::Ready>("by-exec") - *s.when<event::Started>("by-exec"), 120ms);
  EXPECT_GE(*s.when<event::Ready>("by-engine") - *s.when<event::Started>("by-engine"), 129ms);
  EXPECT_LE(*s.when<event::Ready>("by-engine") - *s.when<event::Started>("by-engine"), 140ms);
}

TEST_F(DriverTest, FailureCarriesTheLastLinesAndLeavesNothing) {
  add_chain();
  auto& script = s.engine.scripts["db"];
  script = exits(300ms, 2);
  for (int i = 0; i < 30; ++i)
    script.log.emplace_back(1ms, "line " + std::to_string(i));
  const auto outcome = s.up();
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->success);
  EXPECT_EQ(only_failure().service, "db");
  EXPECT_EQ(only_failure().exit_code, 2);
  EXPECT_THAT(only_failure().log_tail, SizeIs(20));
  EXPECT_EQ(only_failure().log_tail.back(), "line 29");
  EXPECT_THAT(only_failure().held_back, ElementsAre("api"));
  EXPECT_THAT(s.engine.containers(), IsEmpty());
  EXPECT_THAT(s.engine.networks(), IsEmpty());
}

TEST_F(DriverTest, KeptFailuresKeepContainersAndLog) {
  s.graph.add("db");
  s.engine.scripts["db"] = exits(300ms, 2);
  s.engine.scripts["db"].log = {{1ms, "oops"}};
  ASSERT_FALSE(s.up({.keep = true})->success);
  EXPECT_THAT(only_failure().log_tail, ElementsAre("oops"));
  EXPECT_THAT(s.engine.containers(), SizeIs(1));
}

TEST_F(DriverTest, WhatWasHealthyBeforeStaysWhenTheRunFails) {
  s.graph.add("db");
  ASSERT_TRUE(s.up()->success);
  s.graph.add("web", {{"db", Condition::healthy}});
  s.engine.scripts["web"] = exits(10ms, 1);
  ASSERT_FALSE(s.up()->success);
  EXPECT_THAT(s.names_of_containers(), ElementsAre("shop-1-db"));
  EXPECT_THAT(s.engine.networks(), SizeIs(1));
}

TEST_F(DriverTest, ReportsADeathWithinMilliseconds) {
  s.graph.add("db");
  s.engine.scripts["db"] = exits(300ms, 2);
  s.up();
  const Duration took = *s.when<event::Exited>("db") - *s.when<event::Started>("db");
  EXPECT_LE(took, 305ms);
}

TEST_F(DriverTest, ALostDeathIsFoundByTheNextList) {
  s.graph.add("db");
  s.engine.scripts["db"] = exits(300ms, 2);
  s.engine.event_faults.drop = 1;
  ASSERT_TRUE(s.up());
  EXPECT_EQ(only_failure().exit_code, 2);
  EXPECT_LE(*s.when<event::Exited>("db") - *s.when<event::Started>("db"), 1400ms);
}

TEST_F(DriverTest, ALostAnswerToACreationLeavesNothing) {
  s.graph.add("db");
  Fault fault{"create_container", "", {ErrorKind::timed_out, "no answer"}};
  fault.after_obeying = true;
  s.engine.faults.push_back(fault);
  ASSERT_FALSE(s.up()->success);
  EXPECT_THAT(s.engine.containers(), IsEmpty());
}

TEST_F(DriverTest, ANameHeldBySomebodyElseIsLeftAlone) {
  s.graph.add("db");
  engine::ContainerSpec foreign;
  foreign.name = "shop-1-db";
  s.engine.plant(foreign, true);
  ASSERT_FALSE(s.up()->success);
  EXPECT_EQ(only_failure().error.kind, ErrorKind::conflict);
  EXPECT_THAT(s.names_of_containers(), ElementsAre("shop-1-db"));
}

TEST_F(DriverTest, ATakenSubnetIsAnsweredByTheNext) {
  s.graph.add("db");
  for (std::uint32_t attempt = 0; attempt < 3; ++attempt)
    s.engine.taken_subnets.insert(caisson::plan::to_string(
        caisson::plan::subnet_candidate("shop-1_default_network", 24, attempt)));
  ASSERT_TRUE(s.up()->success);
  EXPECT_EQ(
      s.engine.networks().at(0).subnet,
      caisson::plan::to_string(caisson::plan::subnet_candidate("shop-1_default_network", 24, 3)));
}

TEST_F(DriverTest, APublishedPortThatIsTakenIsAConflict) {
  s.graph.add("db").publish = {{5432, 5432}};
  s.busy_ports = {5432};
  ASSERT_FALSE(s.up()->success);
  EXPECT_EQ(only_failure().error.kind, ErrorKind::conflict);
  EXPECT_THAT(only_failure().error.message, HasSubstr("5432"));
}

TEST_F(DriverTest, AnotherInstanceOnTheSameFolderIsRefused) {
  s.graph.add("db");
  s.site.services["db"].persistent_paths["/data/db"] = "key1";
  engine::ContainerSpec other;
  other.name = "shop-2-db";
  other.labels = {{label::k_instance, "shop-2"}, {label::k_paths, "key0,key1"}};
  s.engine.plant(other, true);
  ASSERT_FALSE(s.up()->success);
  EXPECT_EQ(only_failure().error.kind, ErrorKind::conflict);
  EXPECT_THAT(only_failure().error.message, HasSubstr("shop-2"));
  EXPECT_EQ(s.engine.count("create_container"), 0u);
}

TEST_F(DriverTest, AnEngineThatGoesEndsTheRunAtOnce) {
  add_chain();
  s.begin();
  s.clock.run_for(150ms);
  s.engine.vanish();
  ASSERT_TRUE(s.run());
  EXPECT_FALSE(s.outcome->success);
  EXPECT_EQ(s.outcome->failures.front().error.kind, ErrorKind::engine_unreachable);
}

TEST_F(DriverTest, AnInterruptLeavesNothing) {
  add_chain();
  s.engine.scripts["db"] = never_ready();
  s.begin();
  s.clock.run_for(500ms);
  s.driver->interrupt();
  ASSERT_TRUE(s.run());
  EXPECT_TRUE(s.outcome->interrupted);
  EXPECT_THAT(s.outcome->failures, IsEmpty());
  EXPECT_THAT(s.engine.containers(), IsEmpty());
  EXPECT_THAT(s.engine.networks(), IsEmpty());
}

TEST_F(DriverTest, ADriverMayBeDroppedAtAnyMoment) {
  add_chain();
  for (int i = 0; i < 40; ++i) {
    s.begin();
    s.clock.run_for(20ms * i);
    s.driver.reset();
    s.clock.run_for(5s);
  }
  SUCCEED() << "the sanitizers have the word";
}

TEST_F(DriverTest, EveryContainerCarriesOurLabelsAndItsNames) {
  add_chain();
  s.graph["api"].wants = {"mailer"};
  s.graph.stack().services["mailer"].name = "mailer";
  ASSERT_TRUE(s.up()->success);
  const auto api = *s.engine.container("shop-1-api");
  for (const char* name : {label::k_stack, label::k_instance, label::k_service, label::k_session,
                           label::k_owner, label::k_manifest, label::k_declared_at})
    EXPECT_TRUE(api.labels.count(name)) << name;
}

TEST_F(DriverTest, ADeadlineWaitsForTheDebugger) {
  s.graph.add("api").debug = model::Debug{model::Debug::Kind::gdb, 2345};
  s.graph["api"].debugging = true;
  s.graph["api"].healthcheck->within = 1s;
  auto& script = s.engine.scripts["api"];
  script = ready_after(10s);
  script.halts = {{Duration{}, 9500ms}};
  const auto outcome = s.up();
  ASSERT_TRUE(outcome && outcome->success);
  EXPECT_EQ(s.engine.container("shop-1-api")->labels.at(label::k_debug), "gdb:2345");
}

/// A breakpoint in the middle of a start: 0.2 s of its second are used up before, the rest is left.
TEST_F(DriverTest, ADeadlineStandsStillAtABreakpoint) {
  for (const auto& [ready, in_time] : {std::pair{9700ms, true}, std::pair{10500ms, false}}) {
    Simulation now;
    now.graph.add("api").debug = model::Debug{model::Debug::Kind::gdb, 2345};
    now.graph["api"].debugging = true;
    now.graph["api"].healthcheck->within = 1s;
    auto& script = now.engine.scripts["api"];
    script = ready_after(ready);
    script.halts = {{200ms, 9s}};
    const auto outcome = now.up();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->success, in_time) << ready.count();
  }
}

TEST_F(DriverTest, AMissingGdbServerHasAWayOut) {
  s.graph.add("api").debug = model::Debug{model::Debug::Kind::gdb, 2345};
  s.graph["api"].debugging = true;
  s.engine.faults.push_back(Fault{
      "start_container", "shop-1-api",
      Error{ErrorKind::service_failed, "exec: \"gdbserver\": executable file not found in $PATH"}});
  ASSERT_TRUE(s.up());
  EXPECT_EQ(to_string(only_failure().error),
            "services.api: `gdbserver` is neither on this machine nor in the image `base`\n"
            "  install it here (Debian, Ubuntu: `apt-get install gdbserver`), or in the recipe of "
            "the image");
}

}  // namespace
}  // namespace caisson::run::test
