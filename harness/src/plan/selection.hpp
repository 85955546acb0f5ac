#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/stack.hpp"
#include "plan/plan.hpp"

namespace caisson::plan {

/// A selection with every name found.
struct Roots {
  std::string mode;                   ///< the mode's name, never an alias; empty: none
  std::vector<std::string> services;  ///< named, or the mode's without those whose profile is off
  std::vector<std::string> profiles;  ///< the selection's and the mode's, sorted
};

/// Errors as `make_plan` gives them for names.
Result<Roots> resolve(const model::Stack& stack, const Selection& selection);

/// The mode of this name or alias; empty: the default one, or the only one there is. Null when the
/// name is empty and the stack has no mode at all.
Result<const model::Mode*> find_mode(const model::Stack& stack, const std::string& name);

}  // namespace caisson::plan
