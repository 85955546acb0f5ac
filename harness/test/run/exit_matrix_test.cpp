#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run/simulation.hpp"

/// How a service can end, with and without dependants: the verdict, and how soon it is given.
namespace caisson::run::test {
namespace {

using engine::simulated::exits;
using engine::simulated::never_ready;
using model::Condition;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Ending {
  std::string name;
  Script script;
  bool one_shot = false;
  bool success = false;
  ErrorKind kind = ErrorKind::service_failed;
  std::string message{};
  std::optional<int> exit_code{};
  bool oom_killed = false;
  /// From the container's start to the verdict.
  Duration not_before{};
  Duration not_after = 360ms;
};

Script unhealthy_at_once() {
  Script script;
  script.toggles = {};
  script.unready = Script::Unready::accepts_then_closes;
  return script;
}

std::vector<Ending> endings() {
  const auto died = 300ms;
  return {
      {.name = "OneShotExits0",
       .script = exits(died, 0),
       .one_shot = true,
       .success = true,
       .not_after = 350ms},
      {.name = "OneShotExits1",
       .script = exits(died, 1),
       .one_shot = true,
       .message = "exited with code 1",
       .exit_code = 1,
       .not_before = died,
       .not_after = 350ms},
      {.name = "ServiceExits0",
       .script = exits(died, 0),
       .message = "exited with code 0",
       .exit_code = 0,
       .not_before = died,
       .not_after = 350ms},
      {.name = "ServiceExits3",
       .script = exits(died, 3),
       .message = "exited with code 3",
       .exit_code = 3,
       .not_before = died,
       .not_after = 350ms},
      {.name = "Signal",
       .script = exits(died, 139),
       .message = "was ended by signal 11",
       .exit_code = 139,
       .not_before = died,
       .not_after = 350ms},
      {.name = "OutOfMemory",
       .script = exits(died, 137, true),
       .message = "ran out of memory",
       .exit_code = 137,
       .oom_killed = true,
       .not_before = died,
       .not_after = 350ms},
      {.name = "Unhealthy",
       .script = unhealthy_at_once(),
       .kind = ErrorKind::timed_out,
       .message = "accepted the connection, then closed it",
       .not_before = 2s,
       .not_after = 2010ms},
      {.name = "NeverReady",
       .script = never_ready(),
       .kind = ErrorKind::timed_out,
       .message = "not healthy in time",
       .not_before = 2s,
       .not_after = 2010ms},
  };
}

class ExitMatrix : public ::testing::TestWithParam<std::tuple<Ending, bool>> {};

TEST_P(ExitMatrix, GivesTheRightVerdictInTime) {
  const auto& [ending, has_dependant] = GetParam();
  Simulation s;
  if (ending.one_shot) {
    s.graph.add_one_shot("it");
  } else {
    s.graph.add("it").healthcheck->within = 2s;
  }
  if (has_dependant)
    s.graph.add("user", {{"it", ending.one_shot ? Condition::completed : Condition::healthy}});
  s.engine.scripts["it"] = ending.script;
  s.engine.latencies.remove = 1ms;
  s.engine.latencies.remove_network = 1ms;
  const auto outcome = s.up();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->success, ending.success);
  if (ending.success) {
    EXPECT_EQ(s.engine.container("shop-1-it")->exit_code, 0);
    return;
  }
  ASSERT_THAT(outcome->failures, SizeIs(1));
  const Failure& failure = outcome->failures.front();
  EXPECT_EQ(failure.service, "it");
  EXPECT_EQ(failure.error.kind, ending.kind);
  EXPECT_THAT(failure.error.message, HasSubstr(ending.message));
  EXPECT_EQ(failure.exit_code, ending.exit_code);
  EXPECT_EQ(failure.oom_killed, ending.oom_killed);
  if (has_dependant) {
    EXPECT_THAT(failure.held_back, ElementsAre("user"));
  } else {
    EXPECT_THAT(failure.held_back, IsEmpty());
  }
  const Duration took = s.clock.now() - *s.when<model::event::Started>("it");
  EXPECT_GE(took, ending.not_before);
  EXPECT_LE(took, ending.not_after);
  EXPECT_THAT(s.engine.containers(), IsEmpty());
}

std::string name_of(const ::testing::TestParamInfo<ExitMatrix::ParamType>& test) {
  return std::get<0>(test.param).name + (std::get<1>(test.param) ? "WithDependant" : "Alone");
}

const auto k_all = ::testing::Combine(::testing::ValuesIn(endings()), ::testing::Bool());
INSTANTIATE_TEST_SUITE_P(All, ExitMatrix, k_all, name_of);

}  // namespace
}  // namespace caisson::run::test
