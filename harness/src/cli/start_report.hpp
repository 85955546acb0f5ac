#pragma once

#include <string>

#include "cli/context.hpp"
#include "plan/plan.hpp"
#include "report/start.hpp"
#include "report/status.hpp"
#include "run/machine.hpp"

namespace caisson::cli {

/// A start that has ended. What is pointed to outlives it.
struct EndedStart {
  const plan::Plan& plan;
  const run::Outcome& outcome;
  const report::Start& times;
  report::Status where;  ///< the services that can be reached, and at which addresses
  Duration took{};
};

/// Keeps the page of this start (report/start_page) and how long its services took in the state
/// folder of the instance, and warns of each BUDGET that was broken. What cannot be kept is warned
/// of, too: no start fails by it.
void remember_start(Context& context, EndedStart start);

/// The page of the last start of the instance that had something to do.
Result<std::string> last_start_page(Context& context);

}  // namespace caisson::cli
