#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "base/clock.hpp"
#include "engine/engine.hpp"
#include "plan/identity.hpp"

namespace caisson::run {

struct SweepOutcome {
  std::size_t containers = 0;  ///< removed
  std::size_t networks = 0;    ///< removed
  std::size_t volumes = 0;     ///< removed
  std::vector<Error> errors;   ///< what could not be listed or removed, and why
};

/// Removes what dead owners left of their ephemeral environments: containers (also those never
/// started or paused, which no leash ends), networks and volumes that carry both
/// `dev.caisson.environment` and a `dev.caisson.owner` whose process was on `self`'s machine, boot
/// and pid namespace and is not alive. Everything else is left alone: what is persistent, what
/// belongs to another machine, boot or pid namespace, whose pids mean nothing here, what `self`
/// owns, and what has no owner that can be read. `done` is called once; engine and clock outlive
/// that.
void sweep(engine::Engine& engine, Clock& clock, const plan::Owner& self,
           std::function<bool(const plan::Owner&)> is_alive, engine::Completion<SweepOutcome> done);

/// The same for what one owner left, by somebody who has just seen its death: exactly its label.
void sweep_owner(engine::Engine& engine, Clock& clock, const plan::Owner& dead,
                 engine::Completion<SweepOutcome> done);

}  // namespace caisson::run
