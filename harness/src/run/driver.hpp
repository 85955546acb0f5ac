#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "engine/engine.hpp"
#include "image/provider.hpp"
#include "model/event.hpp"
#include "plan/plan.hpp"
#include "run/host_ports.hpp"
#include "run/machine.hpp"
#include "run/site.hpp"

namespace caisson::run {

/// Sees every event of a run in order, right after the machine did.
using Observer = std::function<void(const model::Event&, Instant)>;

/// Holds a container that has been created and not started yet (engine::Engine::hold), and
/// completes when it is held.
using Hold = std::function<void(const std::string& service, const std::string& container,
                                engine::Completion<void> held)>;

/// What a driver works with; all of it outlives the driver.
struct Surroundings {
  engine::Engine& engine;
  Clock& clock;
  HostPorts& ports;
  image::Provider& images;
  /// What the image is made from (recipe hash, reference), without asking the engine: as long as it
  /// stays the same, a container made from the image is current.
  std::function<std::string(const model::Image&)> fingerprint;
  /// When set, containers are leashed, and each is held before it counts as created. Its handle
  /// then belongs to whoever is called here; what it says of the container's end is passed on to
  /// `Driver::exited`.
  Hold hold{};
  /// The last lines, at most `most`, that a held container has written: its log goes with it.
  std::function<std::vector<std::string>(const std::string& container, std::size_t most)>
      last_lines{};
};

/// Does what run::Machine decides: executes its commands on an engine, runs the probes, and feeds
/// back what happened. One object is one `up`. Everything happens on the loop's thread; destroying
/// the driver drops whatever is still under way.
class Driver {
 public:
  /// `plan` and its stack outlive the driver.
  Driver(Surroundings surroundings, const plan::Plan& plan, Site site, Options options,
         Observer observer = {});
  ~Driver();
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  /// Brings the plan up; `done` is called once, when nothing is left to do. When all is current and
  /// healthy that takes one list call and one probe a service.
  void up(std::function<void(Outcome)> done);
  /// What the engine has of the plan, as `up` would find it; nothing is changed.
  void look(engine::Completion<FoundMap> done);
  /// Stops starting, removes what this run made (unless Options::keep), then ends with
  /// Outcome::interrupted. False when it comes too late: the verdict is on its way and stands.
  bool interrupt();
  /// A held container is gone, its holder says: exact where the engine's events were lost.
  void exited(const std::string& container, int exit_code);

  model::ServiceState state(const std::string& service) const;

 private:
  class Impl;
  std::shared_ptr<Impl> m_impl;
};

}  // namespace caisson::run
