#include "plan/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "model/arbitrary.hpp"
#include "model/builder.hpp"

namespace caisson::plan {
namespace {
using namespace std::chrono_literals;
using model::Condition;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> names_of(const Plan& plan) {
  std::vector<std::string> names;
  for (const Step& step : plan.steps)
    names.push_back(step.service->name);
  return names;
}

class MakePlan : public testing::Test {
 protected:
  void SetUp() override {
    test::add_service(stack, "db");
    test::add_service(stack, "cache");
    test::add_service(stack, "mailer").profile = "mail";
    test::add_service(stack, "api", {"db", "cache"}).wants = {"mailer"};
    test::add_service(stack, "web", {"api"});
    test::add_mode(stack, "everything", {"web"}).is_default = true;
    test::add_mode(stack, "api-only", {"api"}).aliases = {"server"};
  }
  Error error_of(const Selection& selection) const {
    const auto plan = make_plan(stack, selection);
    return plan ? Error{ErrorKind::io, "planned"} : plan.error();
  }
  model::Stack stack = test::empty_stack();
};

TEST_F(MakePlan, TakesTheDefaultMode) {
  const auto plan = make_plan(stack, {});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->mode, "everything");
  EXPECT_THAT(names_of(*plan), ElementsAre("cache", "db", "api", "web"));
  EXPECT_EQ(plan->stack, &stack);
}

TEST_F(MakePlan, TakesAModeByItsAlias) {
  const auto plan = make_plan(stack, {.mode = "server", .services = {}, .profiles = {}});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->mode, "api-only");
  EXPECT_THAT(names_of(*plan), ElementsAre("cache", "db", "api"));
}

TEST_F(MakePlan, TakesServicesInsteadOfAMode) {
  const auto plan = make_plan(stack, {.mode = "", .services = {"db"}, .profiles = {}});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->mode, "");
  EXPECT_THAT(names_of(*plan), ElementsAre("db"));
}

TEST_F(MakePlan, AddsWhatAProfileSwitchesOn) {
  const auto plan = make_plan(stack, {.mode = "api-only", .services = {}, .profiles = {"mail"}});
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->profiles, ElementsAre("mail"));
  EXPECT_THAT(names_of(*plan), ElementsAre("cache", "db", "api", "mailer"));
}

TEST_F(MakePlan, LeavesOutAServiceOfTheModeWhoseProfileIsOff) {
  stack.modes.at("api-only").services = {"api", "mailer"};
  const Selection selection{.mode = "api-only", .services = {}, .profiles = {}};
  EXPECT_THAT(names_of(*make_plan(stack, selection)), ElementsAre("cache", "db", "api"));
}

TEST_F(MakePlan, TakesANamedServiceWhateverItsProfile) {
  test::add_service(stack, "inbox", {"mailer"}).profile = "mail";
  const auto plan = make_plan(stack, {.mode = "", .services = {"inbox"}, .profiles = {}});
  ASSERT_TRUE(plan);
  EXPECT_THAT(names_of(*plan), ElementsAre("mailer", "inbox"));
}

TEST_F(MakePlan, StartsTheLongestPathFirst) {
  const Durations learnt{{"cache", 100ms}, {"db", 3s}, {"api", 2s}};
  const auto plan = make_plan(stack, {}, learnt);
  ASSERT_TRUE(plan);
  EXPECT_THAT(names_of(*plan), ElementsAre("db", "cache", "api", "web"));
  EXPECT_EQ(plan->steps[0].longest_path, Duration(6s));
  EXPECT_EQ(plan->steps[1].longest_path, Duration(3100ms));
}

TEST_F(MakePlan, KnowsHowLongAChainEachIsALinkOf) {
  test::add_service(stack, "leaf");
  const auto plan = make_plan(stack, {.mode = "", .services = {"web", "leaf"}, .profiles = {}});
  ASSERT_TRUE(plan);
  std::map<std::string, std::size_t> chains;
  for (const Step& step : plan->steps)
    chains[step.service->name] = step.chain;
  const std::map<std::string, std::size_t> expected{
      {"api", 3}, {"cache", 3}, {"db", 3}, {"leaf", 1}, {"web", 3}};
  EXPECT_EQ(chains, expected);
}

TEST_F(MakePlan, DoesNotCountAStartUpNobodyWaitsFor) {
  stack.services.at("api").depends[0].condition = Condition::started;
  const auto plan = make_plan(stack, {}, {{"db", 10s}});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->steps[0].service->name, "db");
  EXPECT_EQ(plan->steps[0].longest_path, Duration(10s));
  EXPECT_EQ(plan->steps[1].longest_path, Duration(3s));
  const auto again = make_plan(stack, {}, {{"db", 500ms}});
  EXPECT_EQ(again->steps[0].service->name, "cache");
  EXPECT_EQ(again->steps[1].longest_path, Duration(2s));
}

TEST_F(MakePlan, KeepsTheCondition) {
  stack.services.at("api").depends[0].condition = Condition::started;
  const auto plan = make_plan(stack, {});
  const Step& api = plan->steps[2];
  ASSERT_EQ(api.after.size(), 2u);
  EXPECT_EQ(plan->steps[api.after[0].step].service->name, "db");
  EXPECT_EQ(api.after[0].condition, Condition::started);
  EXPECT_EQ(api.after[1].condition, Condition::healthy);
}

TEST_F(MakePlan, NamesTheNearestOfWhatIsUnknown) {
  const Error mode = error_of({.mode = "servr", .services = {}, .profiles = {}});
  EXPECT_EQ(mode.kind, ErrorKind::usage);
  EXPECT_EQ(mode.message, "unknown mode `servr`");
  EXPECT_EQ(mode.remedy, "did you mean `server`?");
  const Error service = error_of({.mode = "", .services = {"cahce"}, .profiles = {}});
  EXPECT_EQ(service.message, "unknown service `cahce`");
  EXPECT_EQ(service.remedy, "did you mean `cache`?");
  const Error profile = error_of({.mode = "", .services = {}, .profiles = {"x"}});
  EXPECT_EQ(profile.message, "unknown profile `x`");
  EXPECT_EQ(profile.remedy, "known: `mail`");
}

TEST_F(MakePlan, RefusesADependencyWhoseProfileIsOff) {
  stack.services.at("api").depends.push_back({"mailer"});
  const Error error = error_of({});
  EXPECT_EQ(error.kind, ErrorKind::usage);
  EXPECT_EQ(error.message, "`api` depends on `mailer`, which is behind the profile `mail`");
  EXPECT_EQ(error.remedy, "add --profile mail");
  EXPECT_TRUE(make_plan(stack, {.mode = "", .services = {}, .profiles = {"mail"}}));
}

TEST_F(MakePlan, AsksWhichModeWhenNoneIsTheDefault) {
  stack.modes.at("everything").is_default = false;
  EXPECT_EQ(error_of({}).message, "the stack `shop` has no default mode");
  stack.modes.erase("everything");
  EXPECT_EQ(make_plan(stack, {})->mode, "api-only");
}

TEST_F(MakePlan, MeansEverythingWithoutAProfileWhenThereAreNoModes) {
  stack.modes.clear();
  EXPECT_THAT(names_of(*make_plan(stack, {})), ElementsAre("cache", "db", "api", "web"));
}

TEST_F(MakePlan, RefusesACycle) {
  stack.services.at("db").depends.push_back({"api"});
  const Error error = error_of({});
  EXPECT_EQ(error.kind, ErrorKind::manifest);
  EXPECT_EQ(error.message, "the services wait for each other: `api → db → api`");
}

TEST_F(MakePlan, OfAnEmptyStackIsEmpty) {
  const model::Stack empty = test::empty_stack();
  EXPECT_THAT(make_plan(empty, {})->steps, IsEmpty());
}

/// Every property of a plan that the machine relies on.
void expect_sound(const Plan& plan) {
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    RC_ASSERT(step.after.size() == step.service->depends.size());
    for (std::size_t e = 0; e < step.after.size(); ++e) {
      RC_ASSERT(step.after[e].step < i);
      const Step& before = plan.steps[step.after[e].step];
      RC_ASSERT(before.service->name == step.service->depends[e].service);
      RC_ASSERT(before.longest_path > step.longest_path);
    }
  }
}

RC_GTEST_PROP(MakePlanProperty, PutsEveryStepAfterItsDependencies, ()) {
  const model::Stack stack = test::arbitrary_acyclic_stack();
  const auto plan = make_plan(stack, {});
  RC_ASSERT(plan.has_value());
  RC_ASSERT(plan->steps.size() == stack.services.size());
  expect_sound(*plan);
}

/// Minimal: each step is a root or is needed by a later step; complete: `expect_sound` finds each
/// dependency among the steps.
RC_GTEST_PROP(MakePlanProperty, TakesTheClosureAndNothingElse, ()) {
  const model::Stack stack = test::arbitrary_acyclic_stack();
  const auto root = test::service_name(*rc::gen::inRange<std::size_t>(0, stack.services.size()));
  const auto plan = make_plan(stack, {.mode = "", .services = {root}, .profiles = {}});
  RC_ASSERT(plan.has_value());
  expect_sound(*plan);
  std::set<std::size_t> needed;
  for (const Step& step : plan->steps) {
    for (const Edge& edge : step.after)
      needed.insert(edge.step);
  }
  for (std::size_t i = 0; i < plan->steps.size(); ++i) {
    RC_ASSERT(plan->steps[i].service->name == root || needed.contains(i));
  }
}

RC_GTEST_PROP(MakePlanProperty, IsAmongReadyOnesLongestFirst, ()) {
  const model::Stack stack = test::arbitrary_acyclic_stack();
  Durations durations;
  for (const auto& [name, service] : stack.services) {
    durations[name] = std::chrono::milliseconds(*rc::gen::inRange(1, 5000));
  }
  const auto plan = make_plan(stack, {}, durations);
  RC_ASSERT(plan.has_value());
  // Whoever comes later, though longer, must have waited for somebody in between.
  for (std::size_t i = 0; i + 1 < plan->steps.size(); ++i) {
    const Step& one = plan->steps[i];
    const Step& next = plan->steps[i + 1];
    const bool waited = std::any_of(next.after.begin(), next.after.end(),
                                    [&](const Edge& edge) { return edge.step == i; });
    RC_ASSERT(waited || one.longest_path >= next.longest_path);
  }
}

TEST(MakePlanAtScale, OrdersAThousandServices) {
  model::Stack stack = test::empty_stack();
  constexpr std::size_t k_size = 1000;
  for (std::size_t i = 0; i < k_size; ++i) {
    model::Service& service = test::add_service(stack, fmt::format("s{:04}", i));
    for (std::size_t j = 1; j <= 5 && j * j * 7 <= i; ++j) {
      service.depends.push_back({fmt::format("s{:04}", i - j * j * 7)});
    }
  }
  const auto plan = make_plan(stack, {});
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->steps.size(), k_size);
  for (std::size_t i = 0; i < k_size; ++i) {
    for (const Edge& edge : plan->steps[i].after)
      ASSERT_LT(edge.step, i);
  }
}

}  // namespace
}  // namespace caisson::plan
