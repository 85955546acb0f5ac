#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "engine/engine.hpp"
#include "model/stack.hpp"

namespace caisson::run {

/// What a prober tells. Neither is called from inside make_prober or nudge, and neither may destroy
/// the prober: that is done later, from the loop.
struct ProbeCallbacks {
  std::function<void()> ready;                 ///< called once, and then nothing more
  std::function<void(std::string)> not_ready;  ///< after each attempt that failed, with the reason
};

/// Asks one container again and again whether it is ready, until it is or the object is destroyed.
class Prober {
 public:
  virtual ~Prober() = default;
  /// Something happened to the container: ask now instead of at the end of the pause.
  virtual void nudge() = 0;
};

/// Begins at once. Without a check (nullptr), a container that runs is ready. `environment` is the
/// service's own, expanded: where a protocol's password comes from. `engine` and `clock` outlive
/// the prober, all else is copied.
std::unique_ptr<Prober> make_prober(engine::Engine& engine, Clock& clock,
                                    const model::HealthCheck* check,
                                    const std::map<std::string, std::string>& environment,
                                    std::string container, ProbeCallbacks callbacks);

/// The pause after an attempt, when the wait has lasted `waited`: a share of it, so that the lag
/// stays in proportion, and never longer than EVERY. A refused connection costs next to nothing
/// (0.05 ms), an answer costs the service work.
Duration pause_after_refusal(Duration waited, const model::HealthCheck& check);
Duration pause_after_answer(Duration waited, const model::HealthCheck& check);

}  // namespace caisson::run
