#include "watch/reaction.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/arbitrary.hpp"
#include "model/builder.hpp"

namespace caisson::watch {
namespace {
using Action = model::Watch::Action;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class React : public testing::Test {
 protected:
  void SetUp() override {
    test::add_service(stack, "db");
    test::add_service(stack, "api", {"db"}).restart_with = {"db"};
    test::add_service(stack, "web", {"api"}).restart_with = {"api"};
    test::add_service(stack, "other", {"db"});
    plan = *plan::make_plan(stack, {});
  }
  model::Stack stack = test::empty_stack();
  plan::Plan plan;
};

TEST_F(React, TakesTheStrongestOfAService) {
  const auto reaction = react(plan, {{"web", Action::rebuild, "/s/package.json"},
                                     {"web", Action::sync, "/s/src/b"},
                                     {"web", Action::restart, "/s/src/a"}});
  EXPECT_THAT(reaction.services, ElementsAre(Pair("web", Action::rebuild)));
  EXPECT_THAT(reaction.paths, ElementsAre("/s/package.json", "/s/src/a", "/s/src/b"));
}

TEST_F(React, ARestartTakesAlongWhoAsksForIt) {
  const auto reaction = react(plan, {{"db", Action::restart, "/s/db.conf"}});
  EXPECT_THAT(reaction.services,
              ElementsAre(Pair("api", Action::restart), Pair("db", Action::restart),
                          Pair("web", Action::restart)));
  EXPECT_THAT(reaction.because, ElementsAre(Pair("api", "db"), Pair("web", "api")));
}

TEST_F(React, ASyncTakesNobodyAlong) {
  const auto reaction = react(plan, {{"db", Action::sync, "/s/db.conf"}});
  EXPECT_THAT(reaction.services, ElementsAre(Pair("db", Action::sync)));
  EXPECT_TRUE(reaction.nothing_to_restart());
}

TEST_F(React, AServiceThatIsNotPlannedDoesNothing) {
  const auto reaction = react(plan, {{"elsewhere", Action::rebuild, "/s/x"}});
  EXPECT_THAT(reaction.services, IsEmpty());
  EXPECT_THAT(reaction.paths, IsEmpty());
}

TEST_F(React, WhoFollowedAFailedRebuildStays) {
  const auto reaction = react(
      plan, {{"db", Action::rebuild, "/s/Dockerfile"}, {"other", Action::restart, "/s/other"}});
  const auto rest = without(plan, reaction, {"db"});
  EXPECT_THAT(rest.services, ElementsAre(Pair("other", Action::restart)));
  EXPECT_THAT(rest.because, IsEmpty());
}

/// Even where declarations go round, which checks refuse.
RC_GTEST_PROP(ReactProperty, EndsAndRestartsExactlyWhoIsReached, ()) {
  model::Stack stack = test::arbitrary_acyclic_stack();
  for (auto& [name, service] : stack.services) {
    for (const auto& [other, ignored] : stack.services) {
      if (*rc::gen::inRange(0, 4) == 0) service.restart_with.push_back(other);
    }
  }
  const auto plan = *plan::make_plan(stack, {});
  const std::string first = stack.services.begin()->first;
  const auto reaction = react(plan, {{first, Action::restart, "/s/x"}});
  for (const auto& [name, service] : stack.services) {
    bool reached = name == first;
    for (const std::string& with : service.restart_with)
      reached = reached || reaction.services.contains(with);
    RC_ASSERT(reaction.services.contains(name) == reached);
  }
}

}  // namespace
}  // namespace caisson::watch
