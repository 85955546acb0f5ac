#include "run/machine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run/machine_fixture.hpp"

namespace caisson::run::test {
namespace {

using model::Condition;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

TEST_F(MachineTest, EnsuresImageOnceAndNetworksAtOnce) {
  graph.add("db");
  graph.add("api", {{"db", Condition::healthy}});
  EXPECT_THAT(begin(), UnorderedElementsAre("networks", "image base"));
}

TEST_F(MachineTest, CreatesAllBeforeConditionsHold) {
  graph.add("db");
  graph.add("api", {{"db", Condition::healthy}});
  begin();
  EXPECT_THAT(tell(event::ImageReady{.image = "base", .id = "1"}), IsEmpty());
  EXPECT_THAT(tell(event::NetworksReady{}), ElementsAre("create db", "create api"));
}

TEST_F(MachineTest, StartsADependantTheMomentItsConditionHolds) {
  graph.add("db");
  graph.add("api", {{"db", Condition::healthy}});
  begin();
  create_all();
  EXPECT_THAT(tell(event::Started{"db"}), ElementsAre("probe db"));
  EXPECT_THAT(tell(event::Ready{"db"}), ElementsAre("start api"));
  tell(event::Started{"api"});
  EXPECT_FALSE(finished());
  tell(event::Ready{"api"});
  ASSERT_TRUE(finished());
  EXPECT_TRUE(outcome().success);
}

TEST_F(MachineTest, StartedAndCompletedAreConditionsOfTheirOwn) {
  graph.add("cache");
  graph.add_one_shot("migrate");
  graph.add("api", {{"cache", Condition::started}, {"migrate", Condition::completed}});
  begin();
  create_all();
  tell(event::Started{"cache"});
  EXPECT_THAT(tell(event::Started{"migrate"}), IsEmpty()) << "a one-shot is not probed";
  EXPECT_THAT(tell(event::Exited{"migrate", 0}), ElementsAre("start api"));
  EXPECT_EQ(m_machine->state("migrate"), model::ServiceState::completed);
}

TEST_F(MachineTest, LongestPathFirstAndNeverMoreThanInFlight) {
  graph.add("alone");
  graph.add("db");
  graph.add("api", {{"db", Condition::healthy}});
  begin({.in_flight = 1});
  tell(event::ImageReady{.image = "base", .id = "1"});
  tell(event::NetworksReady{});
  EXPECT_THAT(tell(event::Created{"db", "1"}), ElementsAre("start db"));
  EXPECT_THAT(tell(event::Created{"alone", "2"}), IsEmpty());
  EXPECT_THAT(tell(event::Started{"db"}), ElementsAre("probe db", "start alone"));
}

TEST_F(MachineTest, HealthyAndCurrentIsLeftAlone) {
  graph.add("db");
  graph.add("api", {{"db", Condition::healthy}});
  found["db"] = {"1", true, true, {}};
  found["api"] = {"2", true, true, {}};
  EXPECT_THAT(begin(), ElementsAre("probe db", "probe api"));
  tell(event::Ready{"api"});
  EXPECT_THAT(tell(event::Ready{"db"}), IsEmpty());
  EXPECT_TRUE(outcome().success);
}

TEST_F(MachineTest, ReplacesOnlyWhatChangedOnceItsImageIsThere) {
  graph.add("db");
  graph.add("api", {{"db", Condition::healthy}});
  found["db"] = {"1", true, true, {}};
  found["api"] = {"2", true, false, {}};
  EXPECT_THAT(begin(), ElementsAre("probe db", "networks", "image base"));
  tell(event::NetworksReady{});
  EXPECT_THAT(tell(event::ImageReady{.image = "base", .id = "1"}), ElementsAre("remove api"));
  EXPECT_THAT(tell(event::Removed{"api"}), ElementsAre("create api"));
  EXPECT_THAT(tell(event::Created{"api", "3"}), IsEmpty());
  EXPECT_THAT(tell(event::Ready{"db"}), ElementsAre("start api"));
}

/// What is to be replaced has a program: nobody is touched before it is known to fit.
class ProgramMachineTest : public MachineTest {
 protected:
  ProgramMachineTest() {
    graph.add("db");
    graph.add("api").program = model::Program{"roller", "/b/roller"};
    found["db"] = {"1", true, false, {}};
    found["api"] = {"2", true, false, {}};
    begin();
    tell(event::NetworksReady{});
  }
};

TEST_F(ProgramMachineTest, ReplacesWhenAllProgramsFit) {
  EXPECT_THAT(tell(event::ImageReady{.image = "base", .id = "1"}), ElementsAre("try api"));
  EXPECT_THAT(tell(event::ProgramsFit{"api"}), UnorderedElementsAre("remove db", "remove api"));
  EXPECT_THAT(tell(event::Removed{"api"}), ElementsAre("create api"));
}

TEST_F(ProgramMachineTest, TouchesNobodyWhenOneDoesNotFit) {
  tell(event::ImageReady{.image = "base", .id = "1"});
  const Error misfit{ErrorKind::service_failed, "`roller` needs more"};
  EXPECT_THAT(tell(event::CallFailed{"api", "check", misfit}), ElementsAre("remove networks"));
  tell(event::NetworksRemoved{});
  ASSERT_TRUE(finished());
  EXPECT_THAT(outcome().failures, SizeIs(1));
}

TEST_F(ProgramMachineTest, AnInterruptWaitsForTheTrialAndTouchesNobody) {
  tell(event::ImageReady{.image = "base", .id = "1"});
  EXPECT_THAT(tell(event::Interrupted{}), IsEmpty());
  EXPECT_THAT(tell(event::ProgramsFit{"api"}), ElementsAre("remove networks"));
}

TEST_F(MachineTest, ACompletedOneShotDoesNotRunAgain) {
  graph.add("db");
  graph.add_one_shot("migrate", {{"db", Condition::healthy}});
  found["db"] = {"1", true, true, {}};
  found["migrate"] = {"2", false, true, 0};
  EXPECT_THAT(begin(), ElementsAre("probe db"));
  tell(event::Ready{"db"});
  EXPECT_TRUE(outcome().success);
}

TEST_F(MachineTest, AOneShotRunsAgainWhenItFailedOrItsGroundIsNew) {
  graph.add("db");
  graph.add_one_shot("migrate", {{"db", Condition::healthy}});
  graph.add_one_shot("other");
  found["migrate"] = {"2", false, true, 0};
  found["other"] = {"3", false, true, 1};
  begin();
  tell(event::ImageReady{.image = "base", .id = "1"});
  EXPECT_THAT(tell(event::NetworksReady{}),
              UnorderedElementsAre("create db", "remove migrate", "remove other"));
}

TEST_F(MachineTest, AnExitEndsTheWaitAndNamesWhomItHeldBack) {
  graph.add("db");
  graph.add("cache");
  graph.add("api", {{"db", Condition::healthy}});
  graph.add("web", {{"api", Condition::healthy}});
  begin();
  create_all();
  tell(event::Started{"db"});
  const auto commands = tell(event::Exited{"db", 3});
  EXPECT_THAT(commands, Contains("unprobe db"));
  EXPECT_THAT(commands, Contains("remove db"));
  EXPECT_THAT(commands, Contains("remove web"));
  EXPECT_THAT(commands, ::testing::Not(Contains("remove cache"))) << "it is being started";
  EXPECT_THAT(tell(event::Started{"cache"}), ElementsAre("remove cache"));
  for (const char* name : {"db", "cache", "api"})
    tell(event::Removed{name});
  EXPECT_THAT(tell(event::Removed{"web"}), ElementsAre("remove networks"));
  tell(event::NetworksRemoved{});
  ASSERT_TRUE(finished());
  EXPECT_FALSE(outcome().success);
  ASSERT_EQ(outcome().failures.size(), 1u);
  const Failure& failure = outcome().failures.front();
  EXPECT_EQ(failure.service, "db");
  EXPECT_EQ(failure.awaited, "healthy");
  EXPECT_EQ(failure.exit_code, 3);
  EXPECT_EQ(failure.declared_at, "/s/CMakeLists.txt:2");
  EXPECT_EQ(failure.error.kind, ErrorKind::service_failed);
  EXPECT_THAT(failure.held_back, ElementsAre("api", "web"));
}

TEST_F(MachineTest, KeepLeavesWhatWasMade) {
  graph.add("db");
  begin({.keep = true});
  create_all();
  tell(event::Started{"db"});
  EXPECT_THAT(tell(event::Exited{"db", 1}), ElementsAre("unprobe db"));
  ASSERT_TRUE(finished());
  EXPECT_FALSE(outcome().success);
}

TEST_F(MachineTest, WhatRanBeforeStaysWhenTheRunFails) {
  graph.add("db");
  graph.add("api", {{"db", Condition::healthy}});
  found["db"] = {"1", true, true, {}};
  begin();
  tell(event::ImageReady{.image = "base", .id = "1"});
  tell(event::NetworksReady{});
  tell(event::Ready{"db"});
  tell(event::Created{"api", "2"});
  EXPECT_THAT(tell(event::CallFailed{"api", "start", {ErrorKind::conflict, "port taken"}}),
              ElementsAre("remove api"));
}

TEST_F(MachineTest, TheDeadlineCountsFromTheStart) {
  graph.add("db").healthcheck->within = 2s;
  begin();
  create_all();
  now += 10s;
  tell(event::Started{"db"});
  tell(event::NotReady{"db", "refused"});
  now += 1999ms;
  tell(event::TimerFired{});
  EXPECT_TRUE(m_machine->failures().empty());
  now += 1ms;
  tell(event::TimerFired{});
  ASSERT_EQ(m_machine->failures().size(), 1u);
  EXPECT_EQ(m_machine->failures()[0].error.kind, ErrorKind::timed_out);
  EXPECT_THAT(m_machine->failures()[0].error.message, HasSubstr("refused"));
}

TEST_F(MachineTest, AnInterruptWaitsForWhatIsBeingMade) {
  graph.add("db");
  graph.add("api", {{"db", Condition::healthy}});
  begin();
  tell(event::ImageReady{.image = "base", .id = "1"});
  tell(event::NetworksReady{});
  tell(event::Created{"db", "1"});
  EXPECT_THAT(tell(event::Interrupted{}), IsEmpty()) << "a start and a creation are under way";
  EXPECT_THAT(tell(event::Created{"api", "2"}), ElementsAre("remove api"));
  EXPECT_THAT(tell(event::Started{"db"}), ElementsAre("remove db"));
  tell(event::Removed{"api"});
  EXPECT_THAT(tell(event::Removed{"db"}), ElementsAre("remove networks"));
  tell(event::NetworksRemoved{});
  ASSERT_TRUE(finished());
  EXPECT_TRUE(outcome().interrupted);
  EXPECT_FALSE(outcome().success);
  EXPECT_TRUE(outcome().failures.empty());
}

TEST_F(MachineTest, AFailedImageHoldsBackItsServicesAndTheirDependants) {
  graph.stack().images["node"].name = "node";
  graph.add("db").image = "node";
  graph.add("api", {{"db", Condition::healthy}});
  graph.add("cache");
  begin();
  tell(event::NetworksReady{});
  EXPECT_THAT(tell(event::ImageFailed{"node", {ErrorKind::image, "step 3 failed"}}),
              ElementsAre("remove networks"));
  tell(event::NetworksRemoved{});
  ASSERT_TRUE(finished());
  EXPECT_EQ(outcome().failures.at(0).awaited, "image `node`");
  EXPECT_THAT(outcome().failures.at(0).held_back, ElementsAre("db", "api"));
}

TEST_F(MachineTest, AsksFirstForTheImagesALongChainWaitsFor) {
  graph.stack().images["edge"] = graph.stack().images["base"];
  graph.add("edge").image = "edge";
  graph.add("db");
  plan::Plan with_chains = graph.plan();
  with_chains.steps[1].chain = 3;
  Machine machine(with_chains, found, {});
  const auto commands = machine.begin(now);
  ASSERT_EQ(commands.size(), 3U);
  const auto& first = std::get<command::EnsureImage>(commands[1]);
  EXPECT_EQ(first.image, "base");
  EXPECT_EQ(first.chain, 3U);
  EXPECT_EQ(std::get<command::EnsureImage>(commands[2]).image, "edge");
}

/// `ui` has an image of its own, which cannot be had.
class UnavailableTest : public MachineTest {
 protected:
  UnavailableTest() {
    graph.stack().images["ui"] = graph.stack().images["base"];
    graph.add("db");
    graph.add("ui").image = "ui";
  }
  void bring_up(const std::string& mode = "full") {
    options.without_unavailable = true;
    m_plan.mode = mode;
    begin(options);
    tell(event::NetworksReady{});
    tell(event::ImageReady{.image = "base", .id = "sha256:1"});
    tell(event::ImageFailed{"ui", {ErrorKind::image, "no registry answers"}, true});
    for (const std::string name : {"db", "other"}) {
      tell(event::Created{name, "id"});
      tell(event::Started{name});
      tell(event::Ready{name});
    }
  }
  Options options;
};

TEST_F(UnavailableTest, TheOthersGoOnWithoutIt) {
  bring_up();
  ASSERT_TRUE(finished());
  EXPECT_TRUE(outcome().success);
  EXPECT_THAT(outcome().failures, IsEmpty());
  ASSERT_EQ(outcome().absences.size(), 1U);
  EXPECT_EQ(outcome().absences[0].service, "ui");
  EXPECT_EQ(outcome().absences[0].error.message, "no registry answers");
  EXPECT_THAT(outcome().absences[0].held_back, IsEmpty());
  EXPECT_EQ(m_machine->state("ui"), model::ServiceState::unavailable);
  EXPECT_EQ(m_machine->state("db"), model::ServiceState::healthy);
}

TEST_F(UnavailableTest, WhoDependsOnItIsHeldBackAndThatIsNoSuccess) {
  graph.add("web", {{"ui", Condition::healthy}, {"db", Condition::healthy}});
  graph.add("shop", {{"web", Condition::started}});
  graph.add("other");
  bring_up();
  for (const std::string name : {"web", "shop"}) {
    EXPECT_FALSE(finished()) << "`" << name << "` is still being created";
    tell(event::Created{name, "id"});
  }
  ASSERT_TRUE(finished());
  EXPECT_FALSE(outcome().success);
  EXPECT_THAT(outcome().failures, IsEmpty());
  EXPECT_THAT(outcome().absences.at(0).held_back, ElementsAre("web", "shop"));
  EXPECT_EQ(m_machine->state("other"), model::ServiceState::healthy) << "and stays";
}

TEST_F(UnavailableTest, WhoWasNamedIsMissed) {
  bring_up("");
  ASSERT_TRUE(finished());
  EXPECT_FALSE(outcome().success);
}

TEST_F(UnavailableTest, ARunWithNobodyIsNoSuccess) {
  options.without_unavailable = true;
  graph["db"].image = "ui";
  m_plan.mode = "full";
  begin(options);
  tell(event::ImageFailed{"ui", {ErrorKind::image, "no registry answers"}, true});
  EXPECT_FALSE(finished()) << "the networks are still being made";
  tell(event::NetworksReady{});
  ASSERT_TRUE(finished());
  EXPECT_FALSE(outcome().success);
  EXPECT_EQ(outcome().absences.size(), 2U);
}

TEST_F(UnavailableTest, ItFailsARunThatNeedsEverything) {
  begin();
  tell(event::NetworksReady{});
  tell(event::ImageFailed{"ui", {ErrorKind::image, "no registry answers"}, true});
  tell(event::NetworksRemoved{});
  ASSERT_TRUE(finished());
  EXPECT_FALSE(outcome().success);
  EXPECT_THAT(outcome().absences, IsEmpty());
  EXPECT_EQ(outcome().failures.at(0).awaited, "image `ui`");
}

TEST_F(UnavailableTest, WhatWasMadeForThoseHeldBackGoesWhenTheRunFails) {
  graph.add("web", {{"ui", Condition::healthy}});
  options.without_unavailable = true;
  begin(options);
  tell(event::NetworksReady{});
  EXPECT_THAT(tell(event::ImageReady{.image = "base", .id = "sha256:1"}),
              ElementsAre("create db", "create web"));
  tell(event::Created{"web", "id-web"});
  tell(event::ImageFailed{"ui", {ErrorKind::image, "no registry answers"}, true});
  tell(event::Created{"db", "id-db"});
  tell(event::Started{"db"});
  EXPECT_THAT(tell(event::Exited{"db", 1}),
              UnorderedElementsAre("unprobe db", "remove db", "remove web"));
}

TEST_F(MachineTest, ALostEngineEndsEverythingAtOnce) {
  graph.add("db");
  begin();
  create_all();
  EXPECT_THAT(tell(event::EngineLost{{ErrorKind::engine_unreachable, "gone"}}), IsEmpty());
  ASSERT_TRUE(finished());
  EXPECT_EQ(outcome().failures.at(0).error.kind, ErrorKind::engine_unreachable);
}

TEST_F(MachineTest, LateRepeatedAndUnknownEventsAreIgnored) {
  graph.add("db");
  begin();
  for (const model::Event& event : std::vector<model::Event>{
           event::Started{"db"}, event::Ready{"db"}, event::Exited{"db", 1}, event::Removed{"db"},
           event::NetworksRemoved{}, event::Created{"other", "x"}, event::Exited{"other", 1},
           event::CallFailed{"db", "remove", {ErrorKind::io, "?"}}, event::TimerFired{}})
    EXPECT_THAT(tell(event), IsEmpty());
  create_all();
  EXPECT_THAT(tell(event::Created{"db", "again"}), IsEmpty());
  tell(event::Started{"db"});
  EXPECT_THAT(tell(event::Started{"db"}), IsEmpty());
  tell(event::Ready{"db"});
  EXPECT_TRUE(outcome().success);
  EXPECT_THAT(tell(event::Exited{"db", 1}), IsEmpty());
}

}  // namespace
}  // namespace caisson::run::test
