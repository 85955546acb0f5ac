#include "lease/supervisor.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "model/deadline.hpp"
#include "run/labels.hpp"
#include "run/observe.hpp"
#include "run/patience.hpp"

namespace caisson::lease {
namespace {

constexpr Duration k_stop_grace = std::chrono::seconds(10);
constexpr Duration k_every = std::chrono::seconds(1);
/// Between looks for readiness after a restart.
constexpr Duration k_readiness_pause = std::chrono::milliseconds(100);

/// Whether the declaration asks for the service to be started again when it ends like this.
bool is_kept(const model::Service& service, std::optional<int> exit_code) {
  if (service.completes) return false;
  if (service.restart == "on-failure") return exit_code.value_or(1) != 0;
  return service.liveness.has_value() || service.restart == "always";
}

run::Allowance allowance_of(const model::Service& service, Instant now) {
  return {model::time_to_ready(service), now};
}

}  // namespace

Supervisor::Supervisor(engine::Engine& engine, Clock& clock, std::string instance,
                       Callbacks callbacks)
    : m_engine(engine),
      m_clock(clock),
      m_instance(std::move(instance)),
      m_callbacks(std::move(callbacks)) {}

Supervisor::~Supervisor() {
  for (auto& [name, ward] : m_wards)
    rest(ward);
}

void Supervisor::begin() {
  auto event = while_alive([this](const engine::Event& happened) { on_event(happened); });
  auto lost = while_alive([this](Error error) { m_callbacks.lost(std::move(error)); });
  // The first event is `resync`, which takes stock.
  m_subscription =
      m_engine.events({{run::label::k_instance, m_instance}}, std::move(event), std::move(lost));
}

void Supervisor::set_busy(bool busy) {
  if (m_busy == busy) return;
  m_busy = busy;
  if (busy) {
    for (auto& [name, ward] : m_wards)
      forgive(ward);
  } else {
    m_stale = true;
    look();
  }
}

std::vector<Kept> Supervisor::kept() const {
  std::vector<Kept> services;
  for (const auto& [name, ward] : m_wards) {
    const auto restarts = static_cast<int>(ward.keep_alive.restarts());
    if (restarts > 0 || !ward.failed.empty()) services.push_back({name, restarts, ward.failed});
  }
  return services;
}

Supervisor::Ward* Supervisor::ward_of(const std::string& name) {
  const auto found = m_wards.find(name);
  return found == m_wards.end() ? nullptr : &found->second;
}

void Supervisor::rest(Ward& ward) {
  if (ward.timer) m_clock.cancel(*ward.timer);
  ward.timer.reset();
  ward.due = false;
  ward.asking = false;
  ward.prober.reset();
}

/// A restart that was due is the command's business now.
void Supervisor::forgive(Ward& ward) {
  const int grace = ward.service->liveness ? ward.service->liveness->grace : 0;
  if (ward.due || ward.working) ward.keep_alive = run::KeepAlive(grace, m_clock.now());
  rest(ward);
}

void Supervisor::on_event(const engine::Event& event) {
  using Kind = engine::Event::Kind;
  if (m_busy || event.kind == Kind::health || event.kind == Kind::oom) return;
  // Whatever happened, the list says how things are now; events of one moment share a look.
  if (event.kind != Kind::died) return look();
  // Docker tells of an end a moment before its list does; asked about that container, it answers
  // when the list does, too.
  m_engine.inspect_container(event.container, m_clock.now() + run::k_call_deadline,
                             while_alive([this](const Result<engine::Container>&) { look(); }));
}

void Supervisor::look() {
  if (std::exchange(m_looking, true)) {
    m_look_again = true;
    return;
  }
  auto done = while_alive([this](Result<std::vector<engine::Container>> listed) {
    m_looking = false;
    if (listed && !m_busy) take_stock(*listed);
    if (!listed) m_callbacks.say("cannot list containers: " + listed.error().message);
    if (std::exchange(m_look_again, false)) look();
  });
  m_engine.list_containers({{run::label::k_instance, m_instance}},
                           m_clock.now() + run::k_call_deadline, std::move(done));
}

void Supervisor::reload() {
  if (!m_stale) return;
  auto stack = m_callbacks.reload();
  if (!stack) {
    m_callbacks.say("cannot read the manifest: " + to_string(stack.error()));
    return;
  }
  m_stale = false;
  m_stack = std::move(*stack);
  for (auto ward = m_wards.begin(); ward != m_wards.end();) {
    const auto service = m_stack.services.find(ward->first);
    const bool declared = service != m_stack.services.end();
    if (declared) {
      ward->second.service = &service->second;
    } else {
      rest(ward->second);
    }
    ward = declared ? std::next(ward) : m_wards.erase(ward);
  }
}

void Supervisor::take_stock(const std::vector<engine::Container>& listed) {
  reload();
  std::map<std::string, const engine::Container*> present;
  for (const auto& container : listed) {
    const auto label = container.labels.find(run::label::k_service);
    if (label != container.labels.end()) present[label->second] = &container;
  }
  for (auto ward = m_wards.begin(); ward != m_wards.end();) {
    const auto found = present.find(ward->first);
    const bool same = found != present.end() && found->second->id == ward->second.container;
    if (!same) rest(ward->second);
    ward = same ? std::next(ward) : m_wards.erase(ward);
  }
  for (const auto& [name, container] : present) {
    const auto service = m_stack.services.find(name);
    if (service == m_stack.services.end()) continue;
    model::Service found = run::as_found(m_stack, service->second, *container);
    if (found.backend != service->second.backend) service->second = std::move(found);
    adopt(service->second, *container);
  }
  idle_if_nothing_runs();
}

void Supervisor::adopt(const model::Service& service, const engine::Container& container) {
  const int grace = service.liveness ? service.liveness->grace : 0;
  const auto [entry, is_new] =
      m_wards.try_emplace(service.name, Ward{.service = &service,
                                             .container = container.id,
                                             .keep_alive = run::KeepAlive(grace, m_clock.now()),
                                             .allowance = allowance_of(service, m_clock.now())});
  Ward& ward = entry->second;
  const auto debug = container.labels.find(run::label::k_debug);
  if (debug != container.labels.end()) ward.debug = run::debug_from_label(debug->second);
  ward.worked_on = container.labels.contains(run::label::k_worked_on);
  const bool runs = container.phase == engine::Phase::running;
  if (runs) {
    // One that already ran when we came has been proven ready by the command that started it.
    if (is_new) ward.proven = true;
    // Somebody started what had been given up: it gets another chance.
    if (!std::exchange(ward.failed, {}).empty()) {
      ward.keep_alive = run::KeepAlive(grace, m_clock.now());
      m_callbacks.changed(kept());
    }
    found_running(ward);
  } else if (container.phase == engine::Phase::exited &&
             (std::exchange(ward.running, false) || is_new)) {
    // A new one ran when the command that started it went: it ended before we came.
    found_ended(ward, container.exit_code);
  }
}

void Supervisor::found_running(Ward& ward) {
  ward.running = true;
  if (ward.service->liveness && !ward.timer && !ward.prober && !ward.asking) probe_soon(ward, {});
}

void Supervisor::found_ended(Ward& ward, std::optional<int> exit_code) {
  ward.prober.reset();
  // It was to be restarted for want of life anyway.
  if (ward.due) return;
  rest(ward);
  if (!is_kept(*ward.service, exit_code)) return;
  const std::string reason = exit_code ? fmt::format("exited with {}", *exit_code) : "ended";
  obey(ward, ward.keep_alive.exited(m_clock.now()), reason);
}

void Supervisor::probe_soon(Ward& ward, Duration pause) {
  auto due = while_alive([this, name = ward.service->name] {
    Ward* waiting = ward_of(name);
    if (waiting == nullptr) return;
    waiting->timer.reset();
    probe(*waiting);
  });
  ward.timer = m_clock.schedule(m_clock.now() + pause, std::move(due));
}

/// One attempt: the first word of a prober decides, then it is dropped, from the loop.
void Supervisor::probe(Ward& ward) {
  const auto& readiness = ward.service->healthcheck;
  const auto& liveness = ward.service->liveness;
  const model::HealthCheck* check =
      !ward.proven && readiness ? &*readiness : (liveness ? &*liveness : nullptr);
  if (check == nullptr) return;
  const std::string name = ward.service->name;
  const auto once = std::make_shared<bool>(false);
  const auto later = [this, once](std::function<void()> action) {
    if (std::exchange(*once, true)) return;
    m_clock.schedule(m_clock.now(), while_alive(std::move(action)));
  };
  run::ProbeCallbacks callbacks;
  callbacks.ready = [this, later, name] { later([this, name] { alive(name); }); };
  callbacks.not_ready = [this, later, name](const std::string& reason) {
    later([this, name, reason] { unalive(name, reason); });
  };
  ward.prober = run::make_prober(m_engine, m_clock, check, m_callbacks.environment(*ward.service),
                                 ward.container, std::move(callbacks));
}

void Supervisor::alive(const std::string& name) {
  Ward* ward = ward_of(name);
  if (ward == nullptr || !ward->prober) return;
  ward->prober.reset();
  if (!std::exchange(ward->proven, true)) m_callbacks.say(name + " is ready again");
  ward->doubted = false;
  ward->keep_alive.alive(m_clock.now());
  probe_soon(*ward, ward->service->liveness->every.value_or(k_every));
}

void Supervisor::unalive(const std::string& name, const std::string& reason) {
  Ward* ward = ward_of(name);
  if (ward == nullptr || !ward->prober) return;
  ward->prober.reset();
  // It may be starting itself again, and has as much time for that as for any start.
  if (ward->worked_on && std::exchange(ward->proven, false))
    ward->allowance = allowance_of(*ward->service, m_clock.now());
  std::vector<run::Debuggee> debuggees = debuggees_below(*ward->service);
  if (is_starting(*ward)) {
    const run::Allowance& time = ward->allowance;
    const Instant due = debuggees.empty() ? time.ends() : time.next_look();
    if (m_clock.now() < due) return probe_soon(*ward, pause_after(*ward));
  }
  if (debuggees.empty()) return count_failure(*ward, reason);
  ask_whether_halted(*ward, std::move(debuggees), reason);
}

bool Supervisor::is_starting(const Ward& ward) {
  return !ward.proven && ward.service->healthcheck;
}

Duration Supervisor::pause_after(const Ward& ward) {
  return is_starting(ward) ? k_readiness_pause : ward.service->liveness->every.value_or(k_every);
}

void Supervisor::ask_whether_halted(Ward& ward, std::vector<run::Debuggee> debuggees,
                                    const std::string& reason) {
  ward.asking = true;
  auto answered = while_alive([this, name = ward.service->name, reason](bool halted) {
    Ward* asked = ward_of(name);
    if (asked == nullptr || !std::exchange(asked->asking, false) || m_busy) return;
    if (!excused(*asked, halted)) return count_failure(*asked, reason);
    probe_soon(*asked, pause_after(*asked));
  });
  run::ask_whether_halted(m_engine, m_clock, std::move(debuggees), std::move(answered));
}

/// One that starts has its time, which stands still while it is stopped; one that is no longer
/// alive may have gone on a moment ago, so that it is asked twice.
bool Supervisor::excused(Ward& ward, bool halted) {
  if (is_starting(ward)) {
    ward.allowance.looked(halted, m_clock.now());
    return m_clock.now() < ward.allowance.ends();
  }
  const bool was_doubted = std::exchange(ward.doubted, !halted);
  return halted || !was_doubted;
}

void Supervisor::count_failure(Ward& ward, const std::string& reason) {
  const auto decision = ward.keep_alive.unalive(m_clock.now());
  if (decision.kind == run::KeepAlive::Decision::Kind::none) {
    probe_soon(ward, ward.service->liveness->every.value_or(k_every));
  } else {
    obey(ward, decision, "not alive: " + reason);
  }
}

/// The service itself and those it depends on, directly or not, that run under a debugger.
std::vector<run::Debuggee> Supervisor::debuggees_below(const model::Service& service) const {
  std::vector<run::Debuggee> debuggees;
  std::vector<const model::Service*> next{&service};
  std::set<std::string> seen{service.name};
  while (!next.empty()) {
    const model::Service& one = *next.back();
    next.pop_back();
    const auto ward = m_wards.find(one.name);
    if (ward != m_wards.end() && ward->second.running && ward->second.debug)
      debuggees.push_back({ward->second.container, *ward->second.debug});
    for (const model::Dependency& dependency : one.depends) {
      const auto other = m_stack.services.find(dependency.service);
      if (other != m_stack.services.end() && seen.insert(dependency.service).second)
        next.push_back(&other->second);
    }
  }
  return debuggees;
}

void Supervisor::obey(Ward& ward, run::KeepAlive::Decision decision, const std::string& reason) {
  const std::string& name = ward.service->name;
  switch (decision.kind) {
    case run::KeepAlive::Decision::Kind::none:
      return;
    case run::KeepAlive::Decision::Kind::restart: {
      m_callbacks.say(fmt::format("{} {}: restarting it", name, reason));
      auto due = while_alive([this, name] {
        if (Ward* waiting = ward_of(name)) {
          waiting->timer.reset();
          waiting->due = false;
        }
        restart(name);
      });
      ward.due = true;
      ward.timer = m_clock.schedule(decision.at, std::move(due));
      return;
    }
    case run::KeepAlive::Decision::Kind::give_up:
      ward.failed =
          fmt::format("failed for good after {} restarts: {}", ward.keep_alive.restarts(), reason);
      m_callbacks.say(fmt::format("{} {}", name, ward.failed));
      m_callbacks.changed(kept());
      idle_if_nothing_runs();
      return;
  }
}

void Supervisor::restart(const std::string& name) {
  Ward* ward = ward_of(name);
  if (ward == nullptr || m_busy) return;
  ward->working = true;
  if (!ward->running) return start(name);
  // From here on its end is our doing, not a crash.
  ward->running = false;
  auto stopped = while_alive([this, name](Result<void> result) {
    if (!result) m_callbacks.say(fmt::format("cannot stop {}: {}", name, result.error().message));
    start(name);
  });
  m_engine.stop_container(ward->container, k_stop_grace, m_clock.now() + run::k_call_deadline,
                          std::move(stopped));
}

void Supervisor::start(const std::string& name) {
  Ward* ward = ward_of(name);
  if (ward == nullptr) return;
  ward->working = !m_busy;
  if (m_busy) return;
  auto started = while_alive([this, name](Result<void> result) {
    Ward* begun = ward_of(name);
    if (begun == nullptr) return;
    begun->working = false;
    begun->allowance = allowance_of(*begun->service, m_clock.now());
    begun->keep_alive.restarted(m_clock.now());
    begun->proven = !begun->service->healthcheck.has_value();
    m_callbacks.changed(kept());
    if (result) {
      // It may have ended before this answer came: then the look finds that out.
      begun->running = true;
      look();
    } else {
      m_callbacks.say(fmt::format("cannot start {}: {}", name, result.error().message));
      found_ended(*begun, std::nullopt);
    }
  });
  m_engine.start_container(ward->container, m_clock.now() + run::k_call_deadline,
                           std::move(started));
}

void Supervisor::idle_if_nothing_runs() {
  if (m_busy) return;
  for (const auto& [name, ward] : m_wards) {
    if (ward.running || ward.working || ward.timer) return;
  }
  m_callbacks.idle();
}

}  // namespace caisson::lease
