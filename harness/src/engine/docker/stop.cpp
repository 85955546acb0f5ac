#include <fmt/format.h>

#include <utility>

#include "engine/docker/engine_class.hpp"
#include "engine/docker/locality.hpp"
#include "engine/docker/process_end.hpp"

namespace caisson::engine::docker {
namespace {

/// One watched stop: whichever comes first, the process's end or the engine's answer, is its end.
struct WatchedStop {
  std::function<void()> ended;
  std::unique_ptr<ProcessEnd> process;

  void tell() {
    if (ended) std::exchange(ended, {})();
  }
};

}  // namespace

void DockerEngine::stop_container_watched(std::string id, Duration grace, Deadline deadline,
                                          std::function<void()> ended, Completion<void> done) {
  const auto stop = std::make_shared<WatchedStop>();
  stop->ended = std::move(ended);
  const auto inspected = [this, stop, id, grace, deadline, done](Result<Inspected> found) {
    if (found && is_process_of(found->container.pid, found->container.id))
      stop->process = std::make_unique<ProcessEnd>(m_loop.executor(), found->container.pid,
                                                   [stop] { stop->tell(); });
    stop_container(id, grace, deadline, [stop, done](Result<void> result) {
      stop->process.reset();
      stop->tell();
      done(std::move(result));
    });
  };
  inspect_fully(id, deadline, inspected);
}

}  // namespace caisson::engine::docker
