#include "plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <queue>

#include "base/text.hpp"
#include "model/graph.hpp"
#include "plan/selection.hpp"

namespace caisson::plan {
namespace {

/// The closure as numbers, in name order; sorting works on these alone.
struct Nodes {
  std::vector<const model::Service*> services;
  std::vector<std::vector<Edge>> after;  ///< by node: what it waits for
  std::vector<std::vector<std::pair<std::size_t, model::Condition>>> before;  ///< its dependants
};

Nodes number(const model::ServiceGraph& graph, const std::vector<std::size_t>& members) {
  Nodes nodes;
  std::vector<std::size_t> place(graph.size());
  for (std::size_t node = 0; node < members.size(); ++node)
    place[members[node]] = node;
  nodes.after.resize(members.size());
  nodes.before.resize(members.size());
  nodes.services.reserve(members.size());
  for (std::size_t node = 0; node < members.size(); ++node) {
    nodes.services.push_back(&graph.service(members[node]));
    for (const model::ServiceGraph::Edge& edge : graph.depends(members[node])) {
      nodes.after[node].push_back({place[edge.to], edge.condition});
      nodes.before[place[edge.to]].emplace_back(node, edge.condition);
    }
  }
  return nodes;
}

/// Takes nodes whose dependencies are all taken (Kahn 1962), the first by `earlier` among them.
/// Shorter than the graph when there is a cycle.
template <class Earlier>
std::vector<std::size_t> sort(const Nodes& nodes, Earlier earlier) {
  const auto later = [&](std::size_t a, std::size_t b) { return earlier(b, a); };
  std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(later)> free(later);
  std::vector<std::size_t> missing(nodes.services.size());
  for (std::size_t node = 0; node < missing.size(); ++node) {
    missing[node] = nodes.after[node].size();
    if (missing[node] == 0) free.push(node);
  }
  std::vector<std::size_t> order;
  order.reserve(missing.size());
  while (!free.empty()) {
    const std::size_t node = free.top();
    free.pop();
    order.push_back(node);
    for (const auto& [dependant, condition] : nodes.before[node]) {
      if (--missing[dependant] == 0) free.push(dependant);
    }
  }
  return order;
}

Error hidden_error(const model::HiddenDependency& hidden) {
  const std::string& profile = hidden.dependency->profile;
  return Error{ErrorKind::usage,
               fmt::format("`{}` depends on `{}`, which is behind the profile `{}`",
                           hidden.dependant->name, hidden.dependency->name, profile),
               hidden.dependant->declared_at, fmt::format("add --profile {}", profile)};
}

Error cycle_error(const model::Stack& stack) {
  const auto cycles = model::find_cycles(model::dependency_graph(stack));
  const std::string way = cycles.empty() ? "?" : join(cycles.front(), " → ");
  return Error{ErrorKind::manifest, fmt::format("the services wait for each other: `{}`", way),
               "services", "turn one DEPENDS of the cycle into WANTS"};
}

/// A dependant that only waits for `started` is not held up by the start-up time before it.
std::vector<Duration> longest_paths(const Nodes& nodes, const std::vector<std::size_t>& order,
                                    const Durations& durations) {
  std::vector<Duration> longest(nodes.services.size());
  for (auto node = order.rbegin(); node != order.rend(); ++node) {
    const auto learnt = durations.find(nodes.services[*node]->name);
    const Duration own =
        learnt == durations.end() ? Duration(std::chrono::seconds(1)) : learnt->second;
    longest[*node] = own;
    for (const auto& [dependant, condition] : nodes.before[*node]) {
      const Duration until = condition == model::Condition::started ? Duration(0) : own;
      longest[*node] = std::max(longest[*node], until + longest[dependant]);
    }
  }
  return longest;
}

/// By node: the links of the longest chain through it.
std::vector<std::size_t> chains(const Nodes& nodes, const std::vector<std::size_t>& order) {
  std::vector<std::size_t> below(nodes.services.size(), 1);  // with those it waits for
  std::vector<std::size_t> above(nodes.services.size(), 1);  // with those that wait for it
  for (const std::size_t node : order) {
    for (const Edge& edge : nodes.after[node])
      below[node] = std::max(below[node], below[edge.step] + 1);
  }
  for (auto node = order.rbegin(); node != order.rend(); ++node) {
    for (const auto& [dependant, condition] : nodes.before[*node])
      above[*node] = std::max(above[*node], above[dependant] + 1);
  }
  for (std::size_t node = 0; node < below.size(); ++node)
    below[node] += above[node] - 1;
  return below;
}

std::vector<Step> steps_of(const Nodes& nodes, const std::vector<std::size_t>& order,
                           const std::vector<Duration>& longest) {
  const std::vector<std::size_t> chain = chains(nodes, order);
  std::vector<std::size_t> position(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    position[order[i]] = i;
  std::vector<Step> steps(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t node = order[i];
    steps[i] = Step{nodes.services[node], nodes.after[node], longest[node], chain[node]};
    for (Edge& edge : steps[i].after)
      edge.step = position[edge.step];
  }
  return steps;
}

}  // namespace

Result<Plan> make_plan(const model::Stack& stack, const Selection& selection,
                       const Durations& durations) {
  Result<Roots> roots = resolve(stack, selection);
  if (!roots) return roots.error();
  const model::ServiceGraph graph(stack);
  const std::vector<std::size_t> members =
      graph.closure(model::roots_of(graph, roots->services, roots->profiles));
  const auto hidden = model::hidden_dependencies(graph, members, roots->services, roots->profiles);
  if (!hidden.empty()) return hidden_error(hidden.front());
  const Nodes nodes = number(graph, members);
  const std::vector<std::size_t> any_order = sort(nodes, std::less<std::size_t>());
  if (any_order.size() != nodes.services.size()) return cycle_error(stack);
  const std::vector<Duration> longest = longest_paths(nodes, any_order, durations);
  const std::vector<std::size_t> order = sort(nodes, [&](std::size_t a, std::size_t b) {
    return longest[a] != longest[b] ? longest[a] > longest[b] : a < b;
  });
  return Plan{&stack, roots->mode, roots->profiles, steps_of(nodes, order, longest)};
}

}  // namespace caisson::plan
