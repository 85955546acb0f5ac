#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "engine/engine.hpp"
#include "plan/plan.hpp"
#include "run/site.hpp"

namespace caisson::cli {

/// What is about to be replaced, by what.
struct Replacement {
  const plan::Plan* plan = nullptr;
  const run::Site* site = nullptr;
  std::vector<std::string> services;
  std::vector<engine::Container> containers;   ///< of the instance
  std::map<std::string, std::string> renewed;  ///< image → id, where another one is there now
};

/// Services that run and whose programs of this machine could not be started in their image → why
/// not. The rest of the services is tried all the same.
Result<std::map<std::string, Error>> misfits(Context& context, const Replacement& replacement);

/// The same of what a restart is about to remove, which are all services of the plan where none is
/// named; the first misfit is the error.
Result<void> check_programs_of(Context& context, const plan::Plan& plan,
                               const std::vector<std::string>& services);

}  // namespace caisson::cli
