#include "cli/survey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "cli/await.hpp"
#include "cli/service_environment.hpp"
#include "run/labels.hpp"
#include "run/observe.hpp"
#include "run/prober.hpp"

namespace caisson::cli {
namespace {

/// A healthy service answers within a few milliseconds; `status` must not hang on one that does
/// not.
constexpr Duration k_probe_limit = std::chrono::seconds(1);
/// A restore pauses who depends on the data, and may have been killed then.
constexpr const char* k_paused = "paused, by a restore that goes on or was killed; `up` wakes it";

/// Asks one running service once. It keeps itself alive through its callbacks until it has told.
class OneProbe : public std::enable_shared_from_this<OneProbe> {
 public:
  OneProbe(Loop& loop, std::function<void(bool, std::string)> told)
      : m_loop(loop), m_told(std::move(told)) {}

  void begin(engine::Engine& engine, const model::Service& service, const std::string& container) {
    auto self = shared_from_this();
    run::ProbeCallbacks callbacks;
    callbacks.ready = [self] { self->tell(true, {}); };
    callbacks.not_ready = [self](std::string reason) { self->tell(false, std::move(reason)); };
    m_timer = m_loop.clock().schedule(m_loop.clock().now() + k_probe_limit,
                                      [self] { self->tell(false, "does not answer"); });
    m_prober = run::make_prober(engine, m_loop.clock(), &*service.healthcheck,
                                service_environment(service), container, std::move(callbacks));
  }

 private:
  void tell(bool ready, std::string reason) {
    if (std::exchange(m_done, true)) return;
    m_loop.clock().cancel(m_timer);
    // A prober may not be destroyed from its own callback.
    m_loop.post([self = shared_from_this(), ready, reason = std::move(reason)]() mutable {
      self->m_prober.reset();
      self->m_told(ready, std::move(reason));
    });
  }

  Loop& m_loop;
  std::function<void(bool, std::string)> m_told;
  std::unique_ptr<run::Prober> m_prober;
  Clock::TimerId m_timer = 0;
  bool m_done = false;
};

/// Inspects and probes all at once; `done` when the last has answered.
class Surveyor {
 public:
  Surveyor(Context& context, engine::Engine& engine, const model::Stack& stack,
           std::map<std::string, Seen>& seen)
      : m_context(context), m_engine(engine), m_stack(stack), m_seen(seen) {}

  Result<void> run() {
    return await<void>(m_context.loop(), [this](engine::Completion<void> done) {
      m_done = std::move(done);
      m_open = 1;
      for (auto& [name, seen] : m_seen) {
        if (!seen.container.id.empty())
          look(run::as_found(m_stack, m_stack.services.at(name), seen.container), seen);
      }
      close();
    });
  }

 private:
  void look(const model::Service& service, Seen& seen) {
    ++m_open;
    m_engine.inspect_container(seen.container.id, m_context.in(k_call_limit),
                               [this, &seen](Result<engine::Container> found) {
                                 if (found) seen.container = std::move(*found);
                                 close();
                               });
    if (seen.container.phase == engine::Phase::paused) seen.reason = k_paused;
    const bool runs = seen.container.phase == engine::Phase::running;
    if (!runs || !service.healthcheck) {
      if (runs) seen.state = model::ServiceState::healthy;
      return;
    }
    ++m_open;
    auto told = [this, &seen](bool ready, std::string reason) {
      if (ready) seen.state = model::ServiceState::healthy;
      seen.reason = std::move(reason);
      close();
    };
    std::make_shared<OneProbe>(m_context.loop(), std::move(told))
        ->begin(m_engine, service, seen.container.id);
  }

  void close() {
    if (--m_open > 0) return;
    m_context.loop().post([done = std::move(m_done)] { done(Result<void>()); });
  }

  Context& m_context;
  engine::Engine& m_engine;
  const model::Stack& m_stack;
  std::map<std::string, Seen>& m_seen;
  engine::Completion<void> m_done;
  int m_open = 0;
};

}  // namespace

Result<std::vector<engine::Container>> containers(Context& context, const std::string& instance) {
  const auto engine = context.engine();
  if (!engine) return engine.error();
  using List = std::vector<engine::Container>;
  return await<List>(context.loop(), [&](engine::Completion<List> done) {
    (*engine)->list_containers({{run::label::k_instance, instance}}, context.in(k_call_limit),
                               std::move(done));
  });
}

Result<std::map<std::string, Seen>> survey(Context& context, const std::string& instance) {
  const auto stack = context.stack();
  if (!stack) return stack.error();
  const auto listed = containers(context, instance);
  if (!listed) return listed.error();
  std::map<std::string, Seen> seen;
  const auto present = run::containers_of(instance, *listed);
  for (const auto& [name, service] : (*stack)->services) {
    const auto found = present.find(name);
    if (found == present.end()) {
      seen[name] = {};
    } else {
      seen[name] = {run::state_of(service, found->second), found->second, {}};
    }
  }
  Surveyor surveyor(context, **context.engine(), **stack, seen);
  const auto ran = surveyor.run();
  if (!ran) return ran.error();
  return seen;
}

Result<engine::Container> container_of(Context& context, const std::string& service) {
  const auto known = context.service(service);
  if (!known) return known.error();
  const auto instance = context.instance();
  if (!instance) return instance.error();
  const auto listed = containers(context, *instance);
  if (!listed) return listed.error();
  const auto present = run::containers_of(*instance, *listed);
  const auto found = present.find(service);
  if (found != present.end()) return found->second;
  return Error{ErrorKind::not_found, "`" + service + "` has no container", "",
               "Start it with `caisson up " + service + "`."};
}

Result<engine::Container> container_to_enter(Context& context, const std::string& service) {
  auto container = container_of(context, service);
  if (!container || !container->labels.contains(run::label::k_forward)) return container;
  return Error{ErrorKind::conflict,
               fmt::format("the backend of `{}` is `{}`: there is no container to enter", service,
                           run::label_of(container->labels, run::label::k_backend)),
               {},
               "`caisson up " + service + "` makes it a container again."};
}

}  // namespace caisson::cli
