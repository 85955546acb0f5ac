#include "run/watch.hpp"

#include <set>

#include "run/labels.hpp"

namespace caisson::run {
namespace {

constexpr Duration k_list_every = std::chrono::seconds(1);
constexpr Duration k_look_deadline = std::chrono::seconds(10);
/// What a container that vanished is taken to have ended with: 128 + SIGKILL.
constexpr int k_removed_by_force = 137;

}  // namespace

Watch::Watch(engine::Engine& engine, Clock& clock, std::string instance, Callbacks callbacks)
    : m_engine(engine),
      m_clock(clock),
      m_instance(std::move(instance)),
      m_callbacks(std::move(callbacks)) {}

Watch::~Watch() {
  if (m_timer) m_clock.cancel(*m_timer);
}

void Watch::begin() {
  if (m_subscription) return;
  const auto event = [this](const engine::Event& what) { on_event(what); };
  const auto lost = [this](const Error& error) { m_callbacks.lost(error); };
  m_subscription =
      m_engine.events({{label::k_instance, m_instance}}, while_alive(event), while_alive(lost));
  list_again_later();
}

void Watch::follow(const std::string& service, const std::string& container) {
  m_followed[container] = Followed{.service = service, .since = m_lists + 1};
}

void Watch::forget(const std::string& service) {
  std::erase_if(m_followed, [&](const auto& entry) { return entry.second.service == service; });
}

void Watch::on_event(const engine::Event& event) {
  using Kind = engine::Event::Kind;
  if (event.kind == Kind::resync) return list();
  const auto at = m_followed.find(event.container);
  if (at == m_followed.end()) return;
  if (event.kind == Kind::oom) {
    at->second.oom_killed = true;
  } else if (event.kind == Kind::died || event.kind == Kind::destroyed) {
    if (event.exit_code) at->second.exit_code = event.exit_code;
    inspect(event.container);
  } else {
    m_callbacks.changed(std::string(at->second.service), event.kind);
  }
}

void Watch::inspect(const std::string& container) {
  const auto done = [this, container](const Result<engine::Container>& now) {
    if (!now && now.error().kind == ErrorKind::not_found) vanished(container, m_lists);
    if (!now) return;
    // One that removes itself may be on its way out already.
    const bool over = now->phase == engine::Phase::exited ||
                      (now->phase == engine::Phase::removing && now->exit_code);
    if (over) ended(container, now->exit_code.value_or(0), now->oom_killed);
  };
  m_engine.inspect_container(container, m_clock.now() + k_look_deadline, while_alive(done));
}

/// A container that removes itself leaves only what was heard of its end. Where nothing was, its
/// holder may still say it: the verdict waits for one more list.
void Watch::vanished(const std::string& container, std::uint64_t list) {
  const auto at = m_followed.find(container);
  if (at == m_followed.end()) return;
  Followed& followed = at->second;
  if (followed.exit_code) return ended(container, *followed.exit_code, followed.oom_killed);
  if (followed.missed_since && *followed.missed_since < list)
    return ended(container, k_removed_by_force, followed.oom_killed);
  if (!followed.missed_since) followed.missed_since = list;
}

void Watch::list() {
  const std::uint64_t number = ++m_lists;
  const auto done = [this, number](const Result<std::vector<engine::Container>>& listed) {
    if (listed) return compare(*listed, number);
    if (listed.error().kind == ErrorKind::engine_unreachable) m_callbacks.lost(listed.error());
  };
  m_engine.list_containers({{label::k_instance, m_instance}}, m_clock.now() + k_look_deadline,
                           while_alive(done));
}

void Watch::compare(const std::vector<engine::Container>& listed, std::uint64_t number) {
  std::set<std::string> present;
  for (const engine::Container& container : listed) {
    present.insert(container.id);
    if (container.phase == engine::Phase::exited)
      ended(container.id, container.exit_code.value_or(0), container.oom_killed);
  }
  std::vector<std::string> missing;
  for (const auto& [container, followed] : m_followed) {
    if (followed.since <= number && !present.count(container)) missing.push_back(container);
  }
  for (const std::string& container : missing)
    vanished(container, number);
}

void Watch::ended(const std::string& container, int exit_code, bool oom_killed) {
  const auto at = m_followed.find(container);
  if (at == m_followed.end()) return;
  const Followed followed = at->second;
  m_followed.erase(at);
  m_callbacks.exited(followed.service, exit_code, oom_killed || followed.oom_killed);
}

void Watch::list_again_later() {
  const auto again = [this] {
    if (!m_followed.empty()) list();
    list_again_later();
  };
  m_timer = m_clock.schedule(m_clock.now() + k_list_every, while_alive(again));
}

}  // namespace caisson::run
