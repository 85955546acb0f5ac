#pragma once

#include <optional>
#include <string>
#include <variant>

#include "base/error.hpp"

namespace caisson::model {

/// Where an image came from; a volume keeps the source that initialised it.
enum class ImageSource { registry, recipe };

/// The states `caisson status` shows.
enum class ServiceState {
  absent,
  created,
  starting,
  healthy,
  unhealthy,
  exited,
  completed,
  unavailable,  ///< its image can be had neither from a registry nor by a recipe
};

/// What happened to a run: fed back by the driver into run::Machine, and passed on to every report.
/// One list serves both, so that a report can never claim what the machine did not see.
namespace event {
struct ImageStarted {
  std::string image;
  bool build = false;
};
struct ImageProgress {
  std::string image;
  std::string line;
};
struct ImageReady {
  std::string image;
  std::string id;
  ImageSource source = ImageSource::recipe;
};
struct ImageFailed {
  std::string image;
  Error error;
  bool unavailable = false;  ///< no registry gives it and no recipe makes it
};
struct NetworksReady {};
/// The image can start the programs of this machine that the service's new container would get.
struct ProgramsFit {
  std::string service;
};
struct Created {
  std::string service;
  std::string container;
};
struct Started {
  std::string service;
};
/// A readiness probe succeeded (or, without a health check, the container runs).
struct Ready {
  std::string service;
};
/// A probe was answered, but not yet as by a ready service; reported when the reason changes.
struct NotReady {
  std::string service;
  std::string reason;
};
/// LIVENESS of a service that was ready no longer holds.
struct Unalive {
  std::string service;
  std::string reason;
};
struct Exited {
  std::string service;
  int exit_code = 0;
  bool oom_killed = false;
};
/// The answer to whether a debugger has stopped the service or one that it depends on.
struct Halted {
  std::string service;
  bool halted = false;
};
struct Removed {
  std::string service;
};
struct NetworksRemoved {};
/// A call about this service (or, when empty, about networks) failed.
struct CallFailed {
  std::string service;
  std::string call;
  Error error;
};
struct TimerFired {};
struct Interrupted {};
struct EngineLost {
  Error error;
};
}  // namespace event

using Event =
    std::variant<event::ImageStarted, event::ImageProgress, event::ImageReady, event::ImageFailed,
                 event::NetworksReady, event::ProgramsFit, event::Created, event::Started,
                 event::Ready, event::NotReady, event::Unalive, event::Exited, event::Halted,
                 event::Removed, event::NetworksRemoved, event::CallFailed, event::TimerFired,
                 event::Interrupted, event::EngineLost>;

}  // namespace caisson::model
