#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "engine/engine.hpp"
#include "run/program_fit.hpp"

namespace caisson::run {

/// Completes when all of the programs can be started in the container, which need not run, or with
/// why not. `engine` and `clock` outlive the completion.
void check_programs(engine::Engine& engine, Clock& clock, const std::string& container,
                    std::vector<ProgramFit> programs, engine::Completion<void> done);

}  // namespace caisson::run
