#pragma once

#include <string>

#include "base/clock.hpp"
#include "engine/engine.hpp"
#include "plan/plan.hpp"
#include "run/program_fit.hpp"
#include "run/site.hpp"

namespace caisson::run {

/// The service's programs of this machine, each to be tried in its image.
std::vector<ProgramFit> programs_to_try(const plan::Plan& plan, const model::Service& service,
                                        const Site& site);

/// Where they are tried. What is pointed to outlives the trial.
struct TrialPlace {
  const plan::Plan* plan = nullptr;
  const Site* site = nullptr;
  std::string image;      ///< id
  std::string container;  ///< one of that image; empty: there is none
};

/// Completes when all of the service's programs can be started in the image, or with why not.
/// Engines show no file of an image without a container: where there is none, one is made, never
/// started, and removed.
void try_programs(engine::Engine& engine, Clock& clock, const model::Service& service,
                  const TrialPlace& place, engine::Completion<void> done);

}  // namespace caisson::run
