#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "engine/engine.hpp"
#include "model/event.hpp"

namespace caisson::run {

struct DownRequest {
  std::string instance;
  /// Only these services, their containers alone (the networks stay); empty: the whole instance.
  std::vector<std::string> services;
  /// How long a container may take to end after its stop signal.
  Duration grace = std::chrono::seconds(10);
};

struct DownOutcome {
  std::size_t containers = 0;  ///< removed
  std::size_t networks = 0;    ///< removed
  std::vector<Error> errors;   ///< what could not be removed, and why
};

/// Stops and removes everything that carries the instance's label and nothing else: dependants
/// before what they depend on (by the label `dev.caisson.depends`, so no manifest is needed), all
/// else in parallel, then the networks. `observer` sees Exited, Removed, NetworksRemoved and
/// CallFailed. `done` is called once; engine and clock outlive that.
void down(engine::Engine& engine, Clock& clock, DownRequest request,
          std::function<void(const model::Event&, Instant)> observer,
          std::function<void(DownOutcome)> done);

}  // namespace caisson::run
