#pragma once

#include <string>
#include <vector>

#include "base/lock.hpp"
#include "cli/context.hpp"
#include "cli/teller.hpp"
#include "run/driver.hpp"

namespace caisson::cli {

/// What a driver is given.
struct Means {
  run::Surroundings surroundings;
  run::Site site;
};

/// Runs a driver over the plan to its end. Ctrl-C asks it to stop; a second one ends the process
/// where it is.
run::Outcome drive(Context& context, Means means, const plan::Plan& plan, run::Options options,
                   Teller& teller);

/// Until the driver has the containers, which carry the same keys, only this lock keeps another
/// instance from starting on the same data at the same moment.
Result<std::vector<Lock>> hold_paths(const run::Site& site);

/// Keeps how long services took, for later plans.
void remember(const std::string& instance, const Teller& teller);

}  // namespace caisson::cli
