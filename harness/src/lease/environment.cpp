#include "lease/environment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "clone/with_database.hpp"
#include "plan/ephemeral.hpp"
#include "run/patience.hpp"
#include "run/tear_down.hpp"

namespace caisson::lease {

namespace event = model::event;

Environment::Environment(engine::Engine& engine, Clock& clock, std::string name,
                         std::string manifest, const model::Stack& stack, Callbacks callbacks)
    : m_engine(engine),
      m_clock(clock),
      m_name(std::move(name)),
      m_manifest(std::move(manifest)),
      m_stack(plan::ephemeral(stack)),
      m_callbacks(std::move(callbacks)) {}

Environment::~Environment() = default;

/// The declarations stay as they are, and tests ask for the same again and again.
Result<std::set<std::string>> Environment::closure_of(const std::vector<std::string>& services) {
  const auto known = m_closures.find(services);
  if (known != m_closures.end()) return known->second;
  const auto plan = plan::make_plan(m_stack, {{}, services, {}});
  if (!plan) return plan.error();
  std::set<std::string>& closure = m_closures[services];
  for (const plan::Step& step : plan->steps)
    closure.insert(step.service->name);
  return closure;
}

void Environment::need(const std::vector<std::string>& services, engine::Completion<void> done) {
  auto closure = closure_of(services);
  if (!closure) return answer(std::move(done), closure.error());
  if (m_ending)
    return answer(std::move(done), Error{ErrorKind::interrupted, "the environment is going away"});
  m_waiters.push_back({services, std::move(*closure), std::move(done)});
  pump();
}

/// Never from inside the call that asked.
void Environment::answer(engine::Completion<void> done, Result<void> result) {
  m_clock.schedule(m_clock.now(), [done = std::move(done), result] { done(result); });
}

/// Whether the waiter was answered.
bool Environment::settle(const Waiter& waiter) {
  for (const std::string& service : waiter.closure) {
    const auto failed = m_failed.find(service);
    if (failed == m_failed.end()) continue;
    answer(waiter.done, failed->second);
    return true;
  }
  if (!std::includes(m_ready.begin(), m_ready.end(), waiter.closure.begin(), waiter.closure.end()))
    return false;
  answer(waiter.done, {});
  return true;
}

void Environment::pump() {
  if (m_run || m_ending) return;
  m_waiters.remove_if([this](const Waiter& waiter) { return settle(waiter); });
  std::set<std::string> roots;
  for (const Waiter& waiter : m_waiters)
    roots.insert(waiter.roots.begin(), waiter.roots.end());
  if (!roots.empty()) begin_run({roots.begin(), roots.end()});
}

void Environment::begin_run(const std::vector<std::string>& roots) {
  auto run = std::make_shared<Run>();
  auto plan = plan::make_plan(m_stack, {{}, roots, {}});
  if (!plan) return fail_all(plan.error());
  run->plan = std::move(*plan);
  auto bench = m_callbacks.bench(run->plan, m_name, m_manifest);
  if (!bench) return fail_all(bench.error());
  run->bench = std::move(*bench);
  run::Site site = run->bench->site();
  site.environment = m_name;
  site.completed = m_completed;
  for (auto& [service, about] : site.services) {
    const auto elsewhere = m_elsewhere.find(service);
    if (elsewhere != m_elsewhere.end())
      about.environment =
          clone::with_database(about.environment, elsewhere->second.from, elsewhere->second.to);
    m_variables[service] = about.environment;
  }
  run::Surroundings surroundings = run->bench->surroundings();
  surroundings.hold = while_alive(
      [this](const std::string& service, const std::string& container,
             engine::Completion<void> holding) { hold(service, container, std::move(holding)); });
  // Asked by the driver only, which goes before we do.
  surroundings.last_lines = [this](const std::string& container, std::size_t most) {
    return last_lines(container, most);
  };
  m_run = std::move(run);
  m_callbacks.say(fmt::format("{}: bringing up {}", m_name, join(roots, ", ")));
  m_run->driver = std::make_unique<run::Driver>(
      surroundings, m_run->plan, std::move(site), run::Options{.keep = true},
      while_alive([this](const model::Event& event, Instant) { observe(event); }));
  m_run->driver->up(while_alive([this](const run::Outcome& outcome) { run_ended(outcome); }));
}

void Environment::observe(const model::Event& happened) {
  if (const auto* created = std::get_if<event::Created>(&happened))
    m_containers[created->service] = created->container;
  if (const auto* ready = std::get_if<event::Ready>(&happened))
    m_diary.note(ready->service, "ready");
  if (const auto* unready = std::get_if<event::NotReady>(&happened))
    m_diary.note(unready->service, "not ready: " + unready->reason);
  if (const auto* exited = std::get_if<event::Exited>(&happened))
    m_diary.note(exited->service, fmt::format("exited with {}{}", exited->exit_code,
                                              exited->oom_killed ? " (out of memory)" : ""));
}

void Environment::run_ended(const run::Outcome& outcome) {
  const std::shared_ptr<Run> run = std::move(m_run);
  m_run = nullptr;
  if (outcome.success) {
    for (const plan::Step& step : run->plan.steps) {
      const model::Service& service = *step.service;
      m_ready.insert(service.name);
      if (service.completes) m_completed.insert(service.name);
      m_facts[service.name] =
          facts_of(service, m_containers[service.name], m_variables[service.name],
                   run->bench->ports().known(service));
    }
  } else {
    take_failures(outcome);
  }
  // The driver may be the one that is calling.
  m_clock.schedule(m_clock.now(), [run] {});
  if (m_ending) return tear_down();
  pump();
}

void Environment::take_failures(const run::Outcome& outcome) {
  const Error why{
      outcome.failures.empty() ? ErrorKind::interrupted : outcome.failures.front().error.kind,
      m_callbacks.explain(outcome.failures)};
  m_callbacks.say(m_name + ": " + why.message);
  std::set<std::string> named;
  for (const run::Failure& failure : outcome.failures) {
    if (!failure.service.empty()) named.insert(failure.service);
    named.insert(failure.held_back.begin(), failure.held_back.end());
  }
  // Not one service's fault: nobody who waits can have what he waits for.
  if (named.empty()) return fail_all(why);
  for (const std::string& service : named) {
    m_failed.emplace(service, why);
    remove(service);
  }
}

/// What else the failed run made stays: others want it, and the next run finds it.
void Environment::remove(const std::string& service) {
  const std::string container = this->container(service);
  if (container.empty()) return;
  m_containers.erase(service);
  m_engine.remove_container(container, m_clock.now() + run::k_call_deadline,
                            while_alive([this, service](const Result<void>& removed) {
                              if (!removed)
                                m_callbacks.say(service + ": " + to_string(removed.error()));
                            }));
}

void Environment::fail_all(const Error& error) {
  for (const Waiter& waiter : std::exchange(m_waiters, {}))
    answer(waiter.done, error);
}

void Environment::hold(const std::string& service, const std::string& container,
                       engine::Completion<void> holding) {
  auto line = while_alive(
      [this, service](const engine::LogLine& written) { m_diary.write(service, written.text); });
  auto ended = while_alive([this, service, container](const Result<int>& code) {
    if (code && m_run) m_run->driver->exited(container, *code);
    if (m_completed.count(service) == 0 && this->container(service) == container) {
      m_diary.note(service, code ? fmt::format("ended with {}", *code) : "is gone");
      m_ready.erase(service);
    }
    m_clock.schedule(m_clock.now(), while_alive([this, container] { m_held.erase(container); }));
  });
  m_origins[container] = {service, m_diary.now()};
  m_held[container] = m_engine.hold(container, m_clock.now() + run::k_call_deadline,
                                    std::move(line), std::move(holding), std::move(ended));
}

std::vector<std::string> Environment::last_lines(const std::string& container,
                                                 std::size_t most) const {
  std::vector<std::string> lines;
  const auto origin = m_origins.find(container);
  if (origin == m_origins.end()) return lines;
  for (const Diary::Entry& entry : m_diary.since(origin->second.since, origin->second.service)) {
    if (!entry.from_us) lines.push_back(entry.text);
  }
  if (lines.size() > most) lines.erase(lines.begin(), lines.end() - static_cast<long>(most));
  return lines;
}

Facts Environment::facts(const std::string& service) const {
  const auto at = m_facts.find(service);
  return at == m_facts.end() ? Facts{} : at->second;
}

const std::map<std::string, std::string>& Environment::variables(const std::string& service) const {
  static const std::map<std::string, std::string> none;
  const auto at = m_variables.find(service);
  return at == m_variables.end() ? none : at->second;
}

std::string Environment::container(const std::string& service) const {
  const auto at = m_containers.find(service);
  return at == m_containers.end() ? std::string() : at->second;
}

void Environment::redirect(const std::string& service, const std::string& from,
                           const std::string& to) {
  m_elsewhere[service] = {from, to};
}

void Environment::forget_completed(const std::string& service) {
  m_completed.erase(service);
  m_ready.erase(service);
}

void Environment::forget(const std::string& service) {
  m_ready.erase(service);
}

void Environment::end(std::function<void()> done) {
  m_ended = std::move(done);
  if (std::exchange(m_ending, true)) return;
  fail_all(Error{ErrorKind::interrupted, "the environment is going away"});
  if (!m_run) return tear_down();
  // Too late or not, its verdict comes, and then all is torn down.
  m_run->driver->interrupt();
}

/// What is held ends by itself when it is let go; what is left then is removed by name.
void Environment::tear_down() {
  m_held.clear();
  run::DownRequest request;
  request.instance = m_name;
  request.grace = {};
  run::down(m_engine, m_clock, std::move(request), {},
            while_alive([this](const run::DownOutcome& outcome) {
              for (const Error& error : outcome.errors)
                m_callbacks.say(m_name + ": " + to_string(error));
              if (m_callbacks.gone) m_callbacks.gone(m_name);
              if (m_ended) m_ended();
            }));
}

}  // namespace caisson::lease
