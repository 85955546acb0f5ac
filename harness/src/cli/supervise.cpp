#include <spdlog/spdlog.h>
#include <unistd.h>

#include "base/lock.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/logger.hpp"
#include "cli/service_environment.hpp"
#include "cli/verbs.hpp"
#include "lease/detach.hpp"
#include "lease/place.hpp"
#include "lease/record.hpp"
#include "lease/server.hpp"
#include "lease/supervisor.hpp"
#include "model/parse.hpp"

namespace caisson::cli {
namespace {

/// The process that `up` leaves behind. It holds the instance's supervisor lock for as long as it
/// lives, so that there is never a second one, and a socket without it is known to be dead.
class Supervise final : public Verb {
 public:
  void declare(Arguments&) override {}

  Result<int> run(Context& context) override {
    const auto ended = keep(context);
    if (ended) return ended;
    spdlog::error("{}", to_string(ended.error()));
    lease::report_ready(to_string(ended.error()));
    return ended;
  }

 private:
  Result<int> keep(Context& context) {
    const auto instance = context.instance();
    if (!instance) return instance.error();
    const auto place = lease::place_of(*instance);
    if (!place) return place.error();
    set_up_file_logger(place->log);
    const auto lock = Lock::acquire(place->lock, "supervisor of `" + *instance + "`");
    if (!lock) return lock.error();
    const auto manifest = context.manifest();
    if (!manifest) return manifest.error();
    const auto engine = context.engine();
    if (!engine) return engine.error();

    Loop& loop = context.loop();
    int code = k_done;
    lease::Supervisor::Callbacks callbacks;
    callbacks.reload = [path = *manifest] { return model::read_stack(path); };
    callbacks.environment = service_environment;
    callbacks.idle = [&loop] {
      spdlog::info("nothing runs any more");
      loop.stop();
    };
    callbacks.changed = [path = place->record](const std::vector<lease::Kept>& kept) {
      const auto written = lease::write_record(path, kept);
      if (!written) spdlog::warn("{}", to_string(written.error()));
    };
    callbacks.lost = [&](const Error& error) {
      spdlog::error("the engine is gone: {}", to_string(error));
      code = k_engine_unreachable;
      loop.stop();
    };
    callbacks.say = [](const std::string& line) { spdlog::info("{}", line); };
    lease::Supervisor supervisor(**engine, loop.clock(), *instance, std::move(callbacks));

    lease::Server::Callbacks asked;
    asked.status = [&supervisor] {
      return lease::Reply{lease::k_protocol, CAISSON_VERSION, ::getpid(), {}, supervisor.kept()};
    };
    asked.busy = [&supervisor](bool busy) { supervisor.set_busy(busy); };
    asked.stop = [&loop] {
      spdlog::info("asked to end");
      loop.stop();
    };
    auto server = lease::Server::listen(loop, place->socket, std::move(asked));
    if (!server) return server.error();
    loop.on_interrupt([&loop](int signal) {
      spdlog::info("signal {}", signal);
      loop.stop();
    });
    supervisor.begin();
    spdlog::info("supervising `{}` as process {}", *instance, ::getpid());
    lease::report_ready();
    loop.run();
    spdlog::info("ending");
    return code;
  }
};

}  // namespace

std::unique_ptr<Verb> make_supervise() {
  return std::make_unique<Supervise>();
}

}  // namespace caisson::cli
