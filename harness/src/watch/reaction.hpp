#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/stack.hpp"
#include "plan/plan.hpp"

namespace caisson::watch {

/// A watched file whose content is another one now, for one service that watches it.
struct Change {
  std::string service;
  model::Watch::Action action = model::Watch::Action::sync;
  std::string path;
  auto operator<=>(const Change&) const = default;
};

/// What changes lead to.
struct Reaction {
  std::vector<std::string> paths;  ///< what changed, sorted, each once
  /// The strongest consequence for each service.
  std::map<std::string, model::Watch::Action> services;
  /// Services that are restarted because they are to be RESTART_WITH another → that one.
  std::map<std::string, std::string> because;

  bool nothing_to_restart() const;
};

/// Only services of the plan act. The order of `changes` does not matter.
Reaction react(const plan::Plan& plan, const std::vector<Change>& changes);

/// The same, with the services of `failed`, which were not rebuilt, and those that would have
/// followed them, left as they are.
Reaction without(const plan::Plan& plan, const Reaction& reaction,
                 const std::vector<std::string>& failed);

}  // namespace caisson::watch
