#include "lease/tenant_desk.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "lease/bundle.hpp"
#include "run/labels.hpp"
#include "run/observe.hpp"
#include "run/patience.hpp"

namespace caisson::lease {
namespace {

/// A command of a test may take long; its own time limit ends it.
constexpr Duration k_longest_command = std::chrono::hours(1);

std::string acknowledged() {
  return encode(lease::Reply{});
}

/// Completes with an empty reply or the error.
engine::Completion<void> answered(Leases::Reply reply) {
  return [reply = std::move(reply)](const Result<void>& result) {
    reply(result ? acknowledged() : encode(result.error()));
  };
}

}  // namespace

TenantDesk::TenantDesk(engine::Engine& engine, Clock& clock, Leases& leases)
    : m_engine(engine), m_clock(clock), m_leases(leases) {}

std::string TenantDesk::container_of(ConnectionId from, const std::string& service,
                                     const Reply& reply) {
  const Leases::Tenant& tenant = *m_leases.tenant(from);
  const auto& leased = tenant.services;
  if (std::find(leased.begin(), leased.end(), service) == leased.end()) {
    reply(encode(Error{ErrorKind::usage, "the service `" + service + "` was not leased", "",
                       "Leased are: " + join(leased, ", ")}));
    return {};
  }
  const std::string container = tenant.environment->container(service);
  if (container.empty())
    reply(encode(Error{ErrorKind::service_failed, "`" + service + "` has no container any more"}));
  return container;
}

void TenantDesk::answer(ConnectionId from, const request::Begin&, Reply reply) {
  Leases::Tenant& tenant = *m_leases.tenant(from);
  // Another test of this run may have taken something down meanwhile.
  tenant.environment->need(tenant.services, [this, from, reply](const Result<void>& ready) {
    if (m_leases.tenant(from) == nullptr) return;
    if (!ready) return reply(encode(ready.error()));
    m_leases.furnish(from, [reply](const Result<Grant>& grant) {
      reply(grant ? encode(*grant) : encode(grant.error()));
    });
  });
}

void TenantDesk::answer(ConnectionId from, const request::End& end, Reply reply) {
  const auto finish = [this, from, reply](const Verdict& verdict) {
    undo(from, [this, from, reply, verdict](const Result<void>& undone) {
      m_leases.clear_out(from);
      reply(undone ? encode(verdict) : encode(undone.error()));
    });
  };
  if (!end.failed) return finish(Verdict{});
  gather(from, end.test, finish);
}

void TenantDesk::gather(ConnectionId from, const std::string& test,
                        std::function<void(Verdict)> done) {
  const Leases::Tenant& tenant = *m_leases.tenant(from);
  const std::string name = test.empty() ? tenant.name : test;
  const auto listed = [this, from, name, done](const Result<std::vector<engine::Container>>& all) {
    const Leases::Tenant* still = m_leases.tenant(from);
    if (still == nullptr) return;
    const Environment& environment = *still->environment;
    Evidence evidence;
    evidence.stack = &environment.stack();
    evidence.environment = environment.name();
    evidence.test = name;
    evidence.services = still->services;
    evidence.facts = grant_of(from, *still).services;
    evidence.window = environment.diary().since(still->since);
    if (all) evidence.states = run::containers_of(environment.name(), *all);
    for (const auto& [service, container] : evidence.states)
      evidence.variables[service] = environment.variables(service);
    auto verdict = write_bundle(evidence);
    if (verdict && m_leases.keep(from))
      verdict->summary += "  kept: caisson status --instance " + evidence.environment + "\n";
    done(verdict ? *verdict : Verdict{to_string(verdict.error()) + "\n", {}});
  };
  m_engine.list_containers({{run::label::k_instance, tenant.environment->name()}},
                           m_clock.now() + run::k_call_deadline, listed);
}

void TenantDesk::answer(ConnectionId from, const request::Exec& exec, Reply reply) {
  const std::string container = container_of(from, exec.service, reply);
  if (container.empty()) return;
  m_engine.exec(
      container, exec.argv, m_clock.now() + k_longest_command,
      [reply](const Result<engine::ExecResult>& result) {
        reply(result ? encode_output(result->exit_code, result->output) : encode(result.error()));
      });
}

void TenantDesk::answer(ConnectionId from, const request::Logs& logs, Reply reply) {
  if (container_of(from, logs.service, reply).empty()) return;
  const Leases::Tenant& tenant = *m_leases.tenant(from);
  std::vector<std::string> lines;
  for (const Diary::Entry& entry : tenant.environment->diary().since(tenant.since, logs.service)) {
    if (!entry.from_us) lines.push_back(entry.text);
  }
  reply(encode_lines(lines));
}

void TenantDesk::answer(ConnectionId from, const request::Pause& pause, Reply reply) {
  const std::string container = container_of(from, pause.service, reply);
  if (container.empty()) return;
  m_faults[from].paused[pause.service] = container;
  m_engine.pause_container(container, m_clock.now() + run::k_call_deadline,
                           answered(std::move(reply)));
}

void TenantDesk::answer(ConnectionId from, const request::Unpause& unpause, Reply reply) {
  const std::string container = container_of(from, unpause.service, reply);
  if (container.empty()) return;
  m_faults[from].paused.erase(unpause.service);
  m_engine.unpause_container(container, m_clock.now() + run::k_call_deadline,
                             answered(std::move(reply)));
}

void TenantDesk::answer(ConnectionId from, const request::Kill& kill, Reply reply) {
  const std::string container = container_of(from, kill.service, reply);
  if (container.empty()) return;
  m_faults[from].killed.insert(kill.service);
  m_leases.tenant(from)->environment->forget(kill.service);
  m_engine.remove_container(container, m_clock.now() + run::k_call_deadline,
                            answered(std::move(reply)));
}

void TenantDesk::answer(ConnectionId from, const request::Restart& restart, Reply reply) {
  const std::string container = container_of(from, restart.service, reply);
  if (container.empty()) return;
  m_leases.tenant(from)->environment->forget(restart.service);
  m_faults[from].killed.insert(restart.service);
  m_engine.remove_container(container, m_clock.now() + run::k_call_deadline,
                            [this, from, reply](const Result<void>& removed) {
                              if (!removed) return reply(encode(removed.error()));
                              if (m_leases.tenant(from) != nullptr) revive(from, answered(reply));
                            });
}

void TenantDesk::left(ConnectionId from) {
  const auto faults = m_faults.find(from);
  if (faults == m_faults.end()) return;
  for (const auto& [service, container] : faults->second.paused) {
    m_engine.unpause_container(container, m_clock.now() + run::k_call_deadline,
                               [](const Result<void>&) {});
  }
  m_faults.erase(faults);
}

void TenantDesk::unpause(ConnectionId from, std::function<void(Result<void>)> done) {
  auto& paused = m_faults[from].paused;
  if (paused.empty()) return done({});
  const std::string container = paused.extract(paused.begin()).mapped();
  m_engine.unpause_container(container, m_clock.now() + run::k_call_deadline,
                             [this, from, done = std::move(done)](const Result<void>& result) {
                               if (!result) return done(result);
                               unpause(from, done);
                             });
}

/// What was killed is brought up anew, from its declaration: an ephemeral container that ended is
/// gone.
void TenantDesk::revive(ConnectionId from, std::function<void(Result<void>)> done) {
  const Leases::Tenant* tenant = m_leases.tenant(from);
  if (m_faults[from].killed.empty() || tenant == nullptr) return done({});
  m_faults[from].killed.clear();
  tenant->environment->need(tenant->services, std::move(done));
}

void TenantDesk::undo(ConnectionId from, std::function<void(Result<void>)> done) {
  unpause(from, [this, from, done = std::move(done)](const Result<void>& unpaused) {
    if (!unpaused) return done(unpaused);
    revive(from, [this, from, done](Result<void> revived) {
      m_faults.erase(from);
      done(std::move(revived));
    });
  });
}

}  // namespace caisson::lease
