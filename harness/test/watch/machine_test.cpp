#include "watch/machine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/simulated/virtual_clock.hpp"
#include "model/builder.hpp"

namespace caisson::watch {
namespace {
using namespace std::chrono_literals;
using Action = model::Watch::Action;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// The machine between a disk and an engine that do as they are told.
class WatchMachine : public testing::Test {
 protected:
  void SetUp() override {
    test::add_service(stack, "api");
    plan = *plan::make_plan(stack, {});
    machine.emplace(plan);
  }

  void feed(const Event& event) {
    for (const Command& command : machine->step(event, clock.now()))
      std::visit([this](const auto& what) { perform(what); }, command);
  }
  void perform(const command::WakeAt& command) {
    if (timer) clock.cancel(*timer);
    timer = clock.schedule(command.at, [this] {
      timer.reset();
      feed(event::TimerFired{});
    });
  }
  void perform(const command::Look& command) {
    looks.push_back(command.hints);
    looked_at.push_back(clock.now() - begin);
    feed(event::Looked{std::exchange(changes, {})});
  }
  void perform(const command::React& command) { reactions.push_back(command.reaction); }

  void touch(const std::string& path) { feed(event::Touched{path}); }
  void edit(const std::string& path) {
    changes.push_back({"api", Action::restart, path});
    touch(path);
  }

  model::Stack stack = test::empty_stack();
  plan::Plan plan;
  std::optional<Machine> machine;
  engine::simulated::VirtualClock clock;
  Instant begin = clock.now();
  std::optional<Clock::TimerId> timer;
  std::vector<Change> changes;  ///< what a look will find
  std::vector<Hints> looks;
  std::vector<Duration> looked_at;
  std::vector<Reaction> reactions;
};

TEST_F(WatchMachine, LooksWhenNothingHasBeenTouchedForAWhile) {
  edit("/s/a");
  clock.run_for(60ms);
  edit("/s/b");
  clock.run_for(5s);
  EXPECT_THAT(looked_at, ElementsAre(160ms));
  EXPECT_THAT(looks.front().paths, ElementsAre("/s/a", "/s/b"));
  ASSERT_THAT(reactions, SizeIs(1));
  EXPECT_THAT(reactions.front().paths, ElementsAre("/s/a", "/s/b"));
}

TEST_F(WatchMachine, LooksAfterASecondWhereItNeverGetsQuiet) {
  for (int i = 0; i < 40; ++i) {
    touch("/s/log");
    clock.run_for(50ms);
  }
  EXPECT_THAT(looked_at, ElementsAre(1000ms, 2000ms));
}

TEST_F(WatchMachine, TouchingIsNoChange) {
  touch("/s/a");
  clock.run_for(5s);
  EXPECT_THAT(looks, SizeIs(1));
  EXPECT_THAT(reactions, IsEmpty());
  edit("/s/a");
  clock.run_for(5s);
  EXPECT_THAT(reactions, SizeIs(1)) << "and it goes on";
}

TEST_F(WatchMachine, ActsUponOneThingAfterTheOther) {
  edit("/s/a");
  clock.run_for(1s);
  edit("/s/b");
  clock.run_for(5s);
  EXPECT_THAT(looks, SizeIs(1)) << "while it acts";
  feed(event::Acted{});
  clock.run_for(1s);
  ASSERT_THAT(reactions, SizeIs(2));
  EXPECT_THAT(reactions[1].paths, ElementsAre("/s/b"));
}

TEST_F(WatchMachine, WhatIsPostponedIsDoneLaterWithWhatCameSince) {
  edit("/s/a");
  clock.run_for(1s);
  feed(event::Acted{true});
  edit("/s/b");
  clock.run_for(5s);
  ASSERT_THAT(reactions, SizeIs(2));
  EXPECT_THAT(reactions[1].paths, ElementsAre("/s/a", "/s/b"));
  feed(event::Acted{true});
  clock.run_for(5s);
  ASSERT_THAT(reactions, SizeIs(3)) << "without another edit";
  EXPECT_THAT(reactions[2].paths, ElementsAre("/s/a", "/s/b"));
  feed(event::Acted{});
  clock.run_for(5s);
  EXPECT_THAT(reactions, SizeIs(3));
}

TEST_F(WatchMachine, LostHintsMakeItLookEverywhere) {
  touch("/s/a");
  feed(event::Lost{});
  touch("/s/b");
  clock.run_for(5s);
  ASSERT_THAT(looks, SizeIs(1));
  EXPECT_TRUE(looks[0].everywhere);
}

/// Nothing is forgotten and nothing is done at the same time, whatever comes when.
RC_GTEST_FIXTURE_PROP(WatchMachine, EveryEditIsActedUponOnce, ()) {
  std::set<std::string> edited;
  std::multiset<std::string> done;
  bool acting = false;
  std::size_t seen = 0;
  const auto settle = [&] {
    if (reactions.size() > seen) {
      RC_ASSERT(reactions.size() == seen + 1);
      acting = true;
      seen = reactions.size();
    }
  };
  for (int i = *rc::gen::inRange(1, 60); i > 0; --i) {
    const std::string path = "/s/" + std::to_string(i);
    if (*rc::gen::arbitrary<bool>()) {
      edited.insert(path);
      edit(path);
    }
    clock.run_for(std::chrono::milliseconds(*rc::gen::inRange(0, 400)));
    settle();
    if (acting && *rc::gen::arbitrary<bool>()) {
      acting = false;
      const bool postponed = *rc::gen::arbitrary<bool>();
      if (!postponed) done.insert(reactions.back().paths.begin(), reactions.back().paths.end());
      feed(event::Acted{postponed});
    }
  }
  for (int i = 0; i < 4; ++i) {
    if (std::exchange(acting, false)) {
      done.insert(reactions.back().paths.begin(), reactions.back().paths.end());
      feed(event::Acted{});
    }
    clock.run_for(5s);
    settle();
  }
  RC_ASSERT(std::multiset<std::string>(edited.begin(), edited.end()) == done);
}

}  // namespace
}  // namespace caisson::watch
