#include "cli/service_restart.hpp"

#include <memory>

#include "base/text.hpp"
#include "cli/await.hpp"
#include "cli/service_environment.hpp"
#include "run/prober.hpp"

namespace caisson::cli {
namespace {

/// A database says good-bye to its clients and writes what it has.
constexpr Duration k_stop_grace = std::chrono::seconds(10);

Result<void> await_ready(Context& context, engine::Engine& engine, const model::Service& service,
                         const std::string& container) {
  const model::HealthCheck* check = service.healthcheck ? &*service.healthcheck : nullptr;
  const Duration within = check == nullptr ? k_call_limit : check->within;
  Clock& clock = context.loop().clock();
  std::string reason = "it does not answer";
  std::unique_ptr<run::Prober> prober;
  Clock::TimerId timer = 0;
  const auto ready = await<void>(context.loop(), [&](const engine::Completion<void>& done) {
    run::ProbeCallbacks callbacks;
    callbacks.ready = [done] { done(Result<void>()); };
    callbacks.not_ready = [&reason](std::string why) { reason = std::move(why); };
    timer = clock.schedule(clock.now() + within, [&, done] {
      done(Error{ErrorKind::timed_out, "`" + service.name + "` is not ready within " +
                                           format_duration(within) + ": " + reason});
    });
    prober = run::make_prober(engine, clock, check, service_environment(service), container,
                              std::move(callbacks));
  });
  clock.cancel(timer);
  return ready;
}

}  // namespace

Result<void> stop_service(Context& context, const std::string& container) {
  const auto engine = context.engine();
  if (!engine) return engine.error();
  return await<void>(context.loop(), [&](engine::Completion<void> done) {
    (*engine)->stop_container(container, k_stop_grace, context.in(k_call_limit + k_stop_grace),
                              std::move(done));
  });
}

Result<void> start_service(Context& context, const model::Service& service,
                           const std::string& container) {
  const auto engine = context.engine();
  if (!engine) return engine.error();
  const auto started = await<void>(context.loop(), [&](engine::Completion<void> done) {
    (*engine)->start_container(container, context.in(k_call_limit), std::move(done));
  });
  if (!started) return started;
  return await_ready(context, **engine, service, container);
}

}  // namespace caisson::cli
