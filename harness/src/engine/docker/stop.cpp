#include <fmt/format.h>

#include <utility>

#include "base/process_end.hpp"
#include "engine/docker/engine_class.hpp"
#include "engine/docker/locality.hpp"

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
    // First the pidfd, then the look whose process it is: the number may change hands in between.
    Descriptor pidfd = found ? open_pidfd(found->container.pid) : Descriptor();
    if (pidfd && is_process_of(found->container.pid, found->container.id))
      stop->process =
          std::make_unique<ProcessEnd>(m_loop, std::move(pidfd), [stop] { stop->tell(); });
    stop_container(id, grace, deadline, [stop, done](Result<void> result) {
      stop->process.reset();
      stop->tell();
      done(std::move(result));
    });
  };
  inspect_fully(id, deadline, inspected);
}

}  // namespace caisson::engine::docker
