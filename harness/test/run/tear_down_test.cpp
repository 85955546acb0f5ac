#include "run/tear_down.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run/labels.hpp"
#include "run/simulation.hpp"

namespace caisson::run::test {
namespace {

using engine::simulated::Fault;
using model::Condition;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TearDownTest : public ::testing::Test {
 protected:
  std::vector<std::string> subjects(const std::string& call) const {
    std::vector<std::string> all;
    for (const auto& one : s.engine.calls()) {
      if (one.name == call) all.push_back(one.subject);
    }
    return all;
  }
  Instant called(const std::string& call, const std::string& subject) const {
    for (const auto& one : s.engine.calls()) {
      if (one.name == call && one.subject == subject) return one.at;
    }
    return Instant::max();
  }
  Simulation s;
};

TEST_F(TearDownTest, DependantsEndBeforeWhatTheyDependOn) {
  s.graph.add("db");
  s.graph.add("api", {{"db", Condition::healthy}});
  s.graph.add("web", {{"api", Condition::healthy}});
  ASSERT_TRUE(s.up()->success);
  const DownOutcome outcome = s.down();
  EXPECT_EQ(outcome.containers, 3u);
  EXPECT_EQ(outcome.networks, 1u);
  EXPECT_THAT(outcome.errors, IsEmpty());
  EXPECT_THAT(subjects("stop_container"), ElementsAre("shop-1-web", "shop-1-api", "shop-1-db"));
  EXPECT_THAT(s.engine.containers(), IsEmpty());
  EXPECT_THAT(s.engine.networks(), IsEmpty());
}

TEST_F(TearDownTest, OneIsRemovedWhileTheNextIsStopped) {
  s.graph.add("db");
  s.graph.add("api", {{"db", Condition::healthy}});
  ASSERT_TRUE(s.up()->success);
  s.down();
  EXPECT_LT(called("stop_container", "shop-1-db") - called("remove_container", "shop-1-api"), 1ms);
}

TEST_F(TearDownTest, WhatIsNotOursIsNotTouched) {
  s.graph.add("db");
  ASSERT_TRUE(s.up()->success);
  engine::ContainerSpec foreign;
  foreign.name = "shop-1-lookalike";
  foreign.labels = {{"com.example", "x"}};
  s.engine.plant(foreign, true);
  engine::ContainerSpec other;
  other.name = "shop-2-db";
  other.labels = {{label::k_instance, "shop-2"}, {label::k_service, "db"}};
  s.engine.plant(other, true);
  s.down();
  EXPECT_THAT(s.names_of_containers(), ElementsAre("shop-1-lookalike", "shop-2-db"));
}

TEST_F(TearDownTest, NamedServicesGoAloneAndTheNetworksStay) {
  s.graph.add("db");
  s.graph.add("api", {{"db", Condition::healthy}});
  ASSERT_TRUE(s.up()->success);
  DownRequest request;
  request.services = {"api"};
  EXPECT_EQ(s.down(request).containers, 1u);
  EXPECT_THAT(s.names_of_containers(), ElementsAre("shop-1-db"));
  EXPECT_THAT(s.engine.networks(), SizeIs(1));
}

TEST_F(TearDownTest, WhatCannotBeRemovedIsSaidAndTheRestGoes) {
  s.graph.add("db");
  s.graph.add("api");
  ASSERT_TRUE(s.up()->success);
  Fault fault{"remove_container", "shop-1-api", {ErrorKind::io, "device busy"}};
  fault.times = -1;
  s.engine.faults.push_back(fault);
  const DownOutcome outcome = s.down();
  EXPECT_THAT(outcome.errors, SizeIs(1));
  EXPECT_THAT(s.names_of_containers(), ElementsAre("shop-1-api"));
}

TEST_F(TearDownTest, NothingThereIsDoneAtOnce) {
  const DownOutcome outcome = s.down();
  EXPECT_EQ(outcome.containers, 0u);
  EXPECT_THAT(outcome.errors, IsEmpty());
}

TEST_F(TearDownTest, AStubbornContainerIsKilledAfterTheGrace) {
  s.graph.add("db");
  s.engine.scripts["db"].stops_within.reset();
  ASSERT_TRUE(s.up()->success);
  DownRequest request;
  request.grace = 2s;
  const Instant before = s.clock.now();
  EXPECT_EQ(s.down(request).containers, 1u);
  EXPECT_LT(s.clock.now() - before, 2500ms);
}

}  // namespace
}  // namespace caisson::run::test
