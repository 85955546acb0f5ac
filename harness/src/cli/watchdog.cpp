#include <spdlog/spdlog.h>

#include <array>

#include "base/file.hpp"
#include "base/process_end.hpp"
#include "cli/await.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/logger.hpp"
#include "cli/verbs.hpp"
#include "lease/detach.hpp"
#include "lease/place.hpp"
#include "run/prepare.hpp"
#include "run/sweep.hpp"

namespace caisson::cli {
namespace {

/// What the dead had asked for is still made after its death: the engine finishes a request whose
/// asker is gone, and nothing tells us which there were.
constexpr std::array<Duration, 5> k_pauses{Duration{}, std::chrono::milliseconds(200),
                                           std::chrono::milliseconds(500), std::chrono::seconds(1),
                                           std::chrono::seconds(3)};

/// The process beside a supervisor that outlives its sudden death. The leash ends what ran; what
/// was created and not started yet, and the networks, are removed here, within the second.
class Watchdog final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.option("--owner", m_owner, "whose end to wait for (the label dev.caisson.owner)");
    arguments.option("--mark", m_mark, "file that is gone when the owner ended in good order");
  }

  Result<int> run(Context& context) override {
    const auto watched = watch(context);
    if (!watched) lease::report_ready(to_string(watched.error()));
    return watched;
  }

 private:
  Result<int> watch(Context& context) {
    const auto owner = plan::owner_from_label(m_owner);
    if (!owner) return Error{ErrorKind::usage, "`" + m_owner + "` names no process", "--owner"};
    const auto instance = context.instance();
    if (!instance) return instance.error();
    const auto place = lease::place_of(*instance);
    if (!place) return place.error();
    set_up_file_logger(place->log);
    // Connected beforehand, so that not even a connection is missing when it matters.
    const auto engine = context.engine();
    if (!engine) return engine.error();
    Loop& loop = context.loop();
    // First the pidfd, then the look whether it is that process: pids come back.
    Descriptor pidfd = open_pidfd(owner->pid);
    const bool runs = pidfd && run::is_running(*owner);
    lease::report_ready();
    if (runs) {
      const ProcessEnd end(loop, std::move(pidfd), [&loop] { loop.stop(); });
      loop.run();
    }
    if (!file_exists(m_mark)) return k_done;
    static_cast<void>(remove_file(m_mark));
    for (const Duration pause : k_pauses) {
      const auto waited = await<void>(loop, [&](const engine::Completion<void>& done) {
        loop.clock().schedule(loop.clock().now() + pause, [done] { done({}); });
      });
      if (!waited) return waited.error();
      const auto swept = sweep(loop, **engine, *owner);
      if (!swept) return swept.error();
    }
    return k_done;
  }

  static Result<void> sweep(Loop& loop, engine::Engine& engine, const plan::Owner& owner) {
    const auto swept =
        await<run::SweepOutcome>(loop, [&](engine::Completion<run::SweepOutcome> done) {
          run::sweep_owner(engine, loop.clock(), owner, std::move(done));
        });
    if (!swept) return swept.error();
    if (swept->containers + swept->networks > 0)
      spdlog::info("removed {} containers and {} networks that process {} left", swept->containers,
                   swept->networks, owner.pid);
    return {};
  }

  std::string m_owner;
  std::string m_mark;
};

}  // namespace

std::unique_ptr<Verb> make_watchdog() {
  return std::make_unique<Watchdog>();
}

}  // namespace caisson::cli
