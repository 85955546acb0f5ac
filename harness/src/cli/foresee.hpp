#pragma once

#include <map>
#include <string>

#include "cli/context.hpp"
#include "report/explain.hpp"

namespace caisson::cli {

/// What `up` would do with a service, and why.
struct Foreseen {
  report::Explanation::Action action = report::Explanation::Action::nothing;
  std::string reason;
};

/// "start", "recreate", "leave": one word a service of a dry run.
std::string word_of(report::Explanation::Action action);

/// Looks at the engine as `up` would, and changes nothing.
Result<std::map<std::string, Foreseen>> foresee(Context& context, const plan::Plan& plan);

}  // namespace caisson::cli
