#include "watch/reaction.hpp"

#include <algorithm>
#include <set>

namespace caisson::watch {
namespace {

using Action = model::Watch::Action;

/// Whoever asks for it is restarted along, and so on: each service once, so it ends however the
/// declarations are.
void cascade(const plan::Plan& plan, Reaction& reaction) {
  std::vector<std::string> next;
  for (const auto& [service, action] : reaction.services) {
    if (action != Action::sync) next.push_back(service);
  }
  while (!next.empty()) {
    const std::string first = std::move(next.back());
    next.pop_back();
    for (const plan::Step& step : plan.steps) {
      const model::Service& other = *step.service;
      const auto& with = other.restart_with;
      if (std::find(with.begin(), with.end(), first) == with.end()) continue;
      Action& action = reaction.services.try_emplace(other.name, Action::sync).first->second;
      if (action != Action::sync) continue;
      action = Action::restart;
      reaction.because[other.name] = first;
      next.push_back(other.name);
    }
  }
}

}  // namespace

bool Reaction::nothing_to_restart() const {
  return std::all_of(services.begin(), services.end(),
                     [](const auto& entry) { return entry.second == Action::sync; });
}

Reaction react(const plan::Plan& plan, const std::vector<Change>& changes) {
  std::set<std::string> planned;
  for (const plan::Step& step : plan.steps)
    planned.insert(step.service->name);
  std::set<std::string> paths;
  Reaction reaction;
  for (const Change& change : changes) {
    if (!planned.contains(change.service)) continue;
    paths.insert(change.path);
    Action& action = reaction.services.try_emplace(change.service, change.action).first->second;
    action = std::max(action, change.action);
  }
  reaction.paths.assign(paths.begin(), paths.end());
  cascade(plan, reaction);
  return reaction;
}

Reaction without(const plan::Plan& plan, const Reaction& reaction,
                 const std::vector<std::string>& failed) {
  Reaction rest;
  rest.paths = reaction.paths;
  for (const auto& [service, action] : reaction.services) {
    const bool follows = reaction.because.contains(service);
    if (!follows && std::find(failed.begin(), failed.end(), service) == failed.end())
      rest.services.emplace(service, action);
  }
  cascade(plan, rest);
  return rest;
}

}  // namespace caisson::watch
