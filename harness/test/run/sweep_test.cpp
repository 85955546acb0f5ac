#include "run/sweep.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "run/labels.hpp"
#include "run/prepare.hpp"
#include "run/simulation.hpp"

namespace caisson::run::test {
namespace {

using engine::simulated::Fault;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

const plan::Owner k_self{"machine", "boot", 42, 100, 1000};
const plan::Owner k_dead{"machine", "boot", 42, 200, 2000};
const plan::Owner k_alive{"machine", "boot", 42, 300, 3000};

class SweepTest : public ::testing::Test {
 protected:
  /// A container, a network and a volume with these labels.
  void litter(const std::string& name, const engine::Labels& labels, bool running = true) {
    engine::ContainerSpec spec;
    spec.name = name;
    spec.labels = labels;
    s.engine.plant(spec, running);
    s.engine.plant_network({name, name, "10.0.0.0/24", labels});
    s.engine.plant_volume({name, labels});
  }
  static engine::Labels owned_by(const plan::Owner& owner) {
    return {{label::k_environment, "shop-1.t1"},
            {label::k_instance, "shop-1.t1"},
            {label::k_owner, plan::to_label(owner)}};
  }
  SweepOutcome swept() {
    std::optional<SweepOutcome> outcome;
    sweep(
        s.engine, s.clock, k_self, [](const plan::Owner& owner) { return owner == k_alive; },
        [&](Result<SweepOutcome> result) { outcome = *std::move(result); });
    s.clock.run_until([&] { return outcome.has_value(); });
    return outcome.value_or(SweepOutcome{});
  }
  SweepOutcome swept_owner(const plan::Owner& owner) {
    std::optional<SweepOutcome> outcome;
    sweep_owner(s.engine, s.clock, owner,
                [&](Result<SweepOutcome> result) { outcome = *std::move(result); });
    s.clock.run_until([&] { return outcome.has_value(); });
    return outcome.value_or(SweepOutcome{});
  }
  /// Names of what is left, each of which must be there three times: nothing is torn apart.
  std::vector<std::string> left() {
    std::vector<std::string> names = s.names_of_containers();
    std::vector<std::string> networks;
    for (const auto& network : s.engine.networks())
      networks.push_back(network.name);
    std::vector<std::string> volumes;
    for (const auto& volume : s.engine.volumes())
      volumes.push_back(volume.name);
    std::sort(networks.begin(), networks.end());
    EXPECT_EQ(names, networks);
    EXPECT_EQ(names, volumes);
    return names;
  }
  Simulation s;
};

TEST_F(SweepTest, WhatTheDeadLeftIsRemoved) {
  litter("left", owned_by(k_dead));
  litter("never-started", owned_by(k_dead), false);
  const SweepOutcome outcome = swept();
  EXPECT_EQ(outcome.containers, 2U);
  EXPECT_EQ(outcome.networks, 2U);
  EXPECT_EQ(outcome.volumes, 2U);
  EXPECT_THAT(outcome.errors, IsEmpty());
  EXPECT_THAT(left(), IsEmpty());
}

TEST_F(SweepTest, BystandersSurvive) {
  const auto other = [](auto change) {
    plan::Owner owner = k_dead;
    change(owner);
    return owned_by(owner);
  };
  litter("alive", owned_by(k_alive));
  litter("own", owned_by(k_self));
  litter("machine", other([](auto& owner) { owner.machine = "elsewhere"; }));
  litter("boot", other([](auto& owner) { owner.boot = "before"; }));
  litter("namespace", other([](auto& owner) { owner.pid_namespace = 43; }));
  engine::Labels persistent = owned_by(k_dead);
  persistent.erase(label::k_environment);
  litter("persistent", persistent);
  engine::Labels nameless = owned_by(k_dead);
  nameless[label::k_environment] = "";
  litter("nameless", nameless);
  engine::Labels ownerless = owned_by(k_dead);
  ownerless.erase(label::k_owner);
  litter("ownerless", ownerless);
  int number = 0;
  for (const char* text :
       {"", "machine", "machine/boot/42/200", "machine/boot/42/200/2000/1",
        "machine/boot/42/-200/2000", "machine/boot/42/0/2000", "machine/boot/x/200/2000",
        " machine/boot/42/200/2000", "machine/boot/42/200/2000 "}) {
    engine::Labels malformed = owned_by(k_dead);
    malformed[label::k_owner] = text;
    litter("malformed-" + std::to_string(number++), malformed);
  }
  // Look-alikes: other people's labels that end, begin or read like ours.
  litter("lookalike", {{"dev.caisson.environment.x", "e"},
                       {"com.dev.caisson.owner", plan::to_label(k_dead)},
                       {"DEV.CAISSON.ENVIRONMENT", "e"}});
  litter("shop-1.t1-db", {});  // named as one of ours
  const auto before = left();
  const SweepOutcome outcome = swept();
  EXPECT_EQ(outcome.containers + outcome.networks + outcome.volumes, 0U);
  EXPECT_EQ(left(), before);
  for (const char* call : {"remove_container", "remove_network", "remove_volume"})
    EXPECT_EQ(s.engine.count(call), 0U);
}

TEST_F(SweepTest, OnlyTheOneWhoseDeathWasSeen) {
  plan::Owner reused = k_dead;
  reused.start_time += 1;  // the same pid, another process
  litter("left", owned_by(k_dead));
  litter("reused", owned_by(reused));
  litter("alive", owned_by(k_alive));
  EXPECT_EQ(swept_owner(k_dead).containers, 1U);
  EXPECT_THAT(left(), ElementsAre("alive", "reused"));
}

TEST_F(SweepTest, WhoDoesNotKnowWhereItRunsSweepsNothing) {
  plan::Owner nowhere{"", "", 0, 200, 2000};
  litter("left", owned_by(nowhere));
  std::optional<SweepOutcome> outcome;
  sweep(
      s.engine, s.clock, {"", "", 0, 100, 1000}, [](const plan::Owner&) { return false; },
      [&](Result<SweepOutcome> result) { outcome = *std::move(result); });
  s.clock.run_until([&] { return outcome.has_value(); });
  EXPECT_THAT(left(), ElementsAre("left"));
}

TEST_F(SweepTest, APassingConflictIsOutwaited) {
  litter("left", owned_by(k_dead));
  s.engine.faults.push_back(Fault{"remove_network", "left", {ErrorKind::conflict, "in use"}, 2});
  s.engine.faults.push_back(Fault{"remove_volume", "left", {ErrorKind::conflict, "in use"}, 2});
  EXPECT_THAT(swept().errors, IsEmpty());
  EXPECT_THAT(left(), IsEmpty());
}

TEST_F(SweepTest, WhatCannotBeRemovedIsSaidAndTheRestIsRemoved) {
  litter("stuck", owned_by(k_dead));
  litter("left", owned_by(k_dead));
  s.engine.faults.push_back(Fault{"remove_container", "stuck", {ErrorKind::io, "busy"}, -1});
  s.engine.faults.push_back(Fault{"list_volumes", "", {ErrorKind::timed_out, "slow"}, -1});
  const SweepOutcome outcome = swept();
  EXPECT_EQ(outcome.containers, 1U);
  EXPECT_EQ(outcome.networks, 2U);
  EXPECT_THAT(outcome.errors, SizeIs(2));
}

TEST_F(SweepTest, TheEngineGoneItEnds) {
  litter("left", owned_by(k_dead));
  s.engine.vanish();
  EXPECT_THAT(swept().errors, SizeIs(3));
}

TEST(IsRunning, ThisProcessIsAndADeadOneIsNot) {
  const plan::Owner self = this_process();
  EXPECT_TRUE(is_running(self));
  plan::Owner later = self;
  later.start_time += 1;
  EXPECT_FALSE(is_running(later)) << "a later process with its pid";
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const plan::Owner owner = this_process();
    const auto written = ::write(ends[1], &owner.start_time, sizeof owner.start_time);
    ::_exit(written == sizeof owner.start_time ? 0 : 1);
  }
  plan::Owner dead = self;
  dead.pid = child;
  ASSERT_EQ(::read(ends[0], &dead.start_time, sizeof dead.start_time),
            static_cast<ssize_t>(sizeof dead.start_time));
  siginfo_t about{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &about, WEXITED | WNOWAIT), 0);
  EXPECT_FALSE(is_running(dead)) << "a zombie";
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_FALSE(is_running(dead));
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace caisson::run::test
