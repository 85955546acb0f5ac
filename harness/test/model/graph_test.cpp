#include "model/graph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "model/arbitrary.hpp"

namespace caisson::model {
namespace {
using testing::ElementsAre;
using testing::IsEmpty;
using Names = std::vector<std::string>;

TEST(FindCycles, TellsTheWayRoundFromTheSmallestName) {
  const Graph graph{{"a", {"worker"}}, {"api", {"worker"}}, {"worker", {"api"}}};
  EXPECT_THAT(find_cycles(graph), ElementsAre(Names{"api", "worker", "api"}));
}

TEST(FindCycles, SeesASelfEdgeAndTwoSeparateCycles) {
  const Graph graph{{"a", {"a"}}, {"b", {"c"}}, {"c", {"b"}}, {"d", {"missing"}}};
  EXPECT_THAT(find_cycles(graph), ElementsAre(Names{"a", "a"}, Names{"b", "c", "b"}));
}

TEST(FindCycles, WalksAChainOfAHundredThousand) {
  Graph graph;
  for (int i = 0; i < 100000; ++i)
    graph[std::to_string(i)] = {std::to_string(i + 1)};
  EXPECT_THAT(find_cycles(graph), IsEmpty());
}

/// A slow but obvious judge: a name lies on a cycle when it can be reached from itself.
bool has_cycle(const Graph& graph) {
  return std::any_of(graph.begin(), graph.end(), [&](const auto& entry) {
    std::set<std::string> seen;
    Names open = entry.second;
    while (!open.empty()) {
      const std::string name = open.back();
      open.pop_back();
      if (name == entry.first) return true;
      if (graph.contains(name) && seen.insert(name).second) {
        open.insert(open.end(), graph.at(name).begin(), graph.at(name).end());
      }
    }
    return false;
  });
}

RC_GTEST_PROP(FindCycles, FindsOneExactlyWhenThereIsOne, ()) {
  const auto size = *rc::gen::inRange<std::size_t>(1, 9);
  const auto density = *rc::gen::inRange(0, 40);
  Graph graph;
  for (std::size_t i = 0; i < size; ++i) {
    Names& targets = graph[test::service_name(i)];
    for (std::size_t j = 0; j < size; ++j) {
      if (*rc::gen::inRange(0, 100) < density) targets.push_back(test::service_name(j));
    }
  }
  const auto cycles = find_cycles(graph);
  RC_CLASSIFY(cycles.empty());
  RC_ASSERT(cycles.empty() == !has_cycle(graph));
  for (const Names& cycle : cycles) {
    RC_ASSERT(cycle.size() >= 2u);
    RC_ASSERT(cycle.front() == cycle.back());
    for (std::size_t i = 0; i + 1 < cycle.size(); ++i) {
      const Names& targets = graph.at(cycle[i]);
      RC_ASSERT(std::find(targets.begin(), targets.end(), cycle[i + 1]) != targets.end());
    }
  }
}

/// Names of what a start of these services with these profiles needs.
Names members_of(const Stack& stack, const Names& services, const Names& profiles) {
  const ServiceGraph graph(stack);
  Names names;
  for (const std::size_t member : graph.closure(roots_of(graph, services, profiles))) {
    names.push_back(graph.service(member).name);
  }
  return names;
}

/// The dependencies among them whose profile is off.
Names hidden_in(const Stack& stack, const Names& services, const Names& profiles) {
  const ServiceGraph graph(stack);
  const auto members = graph.closure(roots_of(graph, services, profiles));
  Names names;
  for (const auto& hidden : hidden_dependencies(graph, members, services, profiles)) {
    names.push_back(hidden.dependency->name);
  }
  return names;
}

TEST(ServiceGraph, FollowsDependsAndNeverWants) {
  Stack stack = test::empty_stack();
  test::add_service(stack, "db");
  test::add_service(stack, "mailer");
  test::add_service(stack, "api", {"db", "unknown"}).wants = {"mailer"};
  test::add_service(stack, "web", {"api"});
  EXPECT_THAT(members_of(stack, {"api", "nobody"}, {}), ElementsAre("api", "db"));
  EXPECT_EQ(ServiceGraph(stack).find("nobody"), std::nullopt);
}

TEST(RootsOf, AddsWhatAProfileSwitchesOn) {
  Stack stack = test::empty_stack();
  test::add_service(stack, "api");
  test::add_service(stack, "mailer").profile = "mail";
  EXPECT_THAT(members_of(stack, {"api"}, {}), ElementsAre("api"));
  EXPECT_THAT(members_of(stack, {"api"}, {"mail"}), ElementsAre("api", "mailer"));
}

TEST(HiddenDependencies, AreThoseWhoseProfileIsOff) {
  Stack stack = test::empty_stack();
  test::add_service(stack, "localstack").profile = "aws";
  test::add_service(stack, "bucket", {"localstack"}).profile = "aws";
  test::add_service(stack, "api", {"localstack"});
  EXPECT_THAT(hidden_in(stack, {"api"}, {}), ElementsAre("localstack"));
  EXPECT_THAT(hidden_in(stack, {"api"}, {"aws"}), IsEmpty());
  EXPECT_THAT(hidden_in(stack, {"bucket"}, {}), IsEmpty());
}

}  // namespace
}  // namespace caisson::model
