#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/stack.hpp"

namespace caisson::plan {

/// What the user asked for: a mode, or services by name; plus profiles switched on, each of which
/// adds its services as roots. A mode's service whose profile is off stays away; one named here is
/// meant, and switches its profile on for its dependencies. Without any mode in the stack,
/// everything that has no profile is meant.
struct Selection {
  std::string mode;                   ///< name or alias; empty with no services: the default mode
  std::vector<std::string> services;  ///< roots instead of a mode
  std::vector<std::string> profiles;
};

struct Edge {
  std::size_t step;  ///< index into Plan::steps
  model::Condition condition;
};

/// One service of the closure, in an order in which every step comes after those it depends on.
struct Step {
  const model::Service* service = nullptr;  ///< owned by the Stack, which outlives the plan
  std::vector<Edge> after;
  /// Length of the longest chain of expected durations from here to the last dependant: greater
  /// starts first.
  Duration longest_path{};
  /// Services in the longest chain of dependencies it is a link of; 1: it stands alone.
  std::size_t chain = 1;
};

struct Plan {
  const model::Stack* stack = nullptr;
  std::string mode;  ///< empty when services were named
  std::vector<std::string> profiles;
  std::vector<Step> steps;
};

/// Start-up durations learnt from earlier runs; a service not in it counts as one second.
using Durations = std::map<std::string, Duration>;

/// The closure of the selection over DEPENDS (never WANTS), ordered, longest path first among
/// equals. Errors: usage with the nearest name for an unknown mode, service or profile, and for a
/// dependency whose profile is off; manifest for a cycle, which `model::check` reports better.
Result<Plan> make_plan(const model::Stack& stack, const Selection& selection,
                       const Durations& durations = {});

}  // namespace caisson::plan
