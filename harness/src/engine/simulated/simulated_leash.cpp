#include <utility>

#include "engine/simulated/call.hpp"

namespace caisson::engine::simulated {
namespace {

/// Lets go when the handle goes.
class Grip final : public Subscription {
 public:
  explicit Grip(std::function<void()> let_go) : m_let_go(std::move(let_go)) {}
  ~Grip() override { m_let_go(); }
  Grip(const Grip&) = delete;
  Grip& operator=(const Grip&) = delete;

 private:
  std::function<void()> m_let_go;
};

}  // namespace

/// With its own volumes; whoever holds it hears of it.
void SimulatedEngine::erase(Body& body) {
  emit(body, Event::Kind::destroyed);
  for (const std::string& volume : body.own_volumes)
    m_volumes.erase(volume);
  const auto tell = [this, holder = body.holder, code = body.seen.exit_code.value_or(0)] {
    const auto at = m_holders.find(holder);
    if (at == m_holders.end()) return;
    const auto ended = std::exchange(at->second.ended, {});
    if (ended) ended(code);
  };
  later(Duration{}, tell);
  m_bodies.erase(body.seen.id);
}

void SimulatedEngine::let_go(const std::string& id, std::uint64_t holder) {
  m_holders.erase(holder);
  Body* const body = find(id);
  if (!body || body->holder != holder) return;
  body->let_go = true;
  // A paused one feels nothing until it goes on.
  if (body->seen.phase == Phase::running) end(*body, k_killed, false);
}

void SimulatedEngine::tell_lines(const Body& body) {
  if (body.holder == 0) return;
  for (const auto& [at, text] : body.script.log) {
    const auto tell = [this, id = body.seen.id, life = body.life, holder = body.holder,
                       text = text] {
      const Body* const now = find(id);
      const auto to = m_holders.find(holder);
      if (now && now->life == life && to != m_holders.end()) to->second.line(LogLine{false, text});
    };
    later(at, tell);
  }
}

SubscriptionPtr SimulatedEngine::hold(std::string id, Deadline deadline,
                                      std::function<void(LogLine)> line, Completion<void> holding,
                                      std::function<void(Result<int>)> ended) {
  const std::uint64_t number = ++m_last;
  m_holders[number] = Holder{std::move(line), std::move(ended)};
  const auto obey = [this, id, number]() -> Result<void> {
    Body* const body = find(id);
    if (!body) return gone(id);
    if (body->seen.phase != Phase::created || !body->spec.leashed)
      return Error{ErrorKind::conflict, "container `" + body->seen.name + "` cannot be held"};
    body->holder = number;
    body->let_go = m_holders.count(number) == 0;
    return {};
  };
  const auto held = [this, number, holding = std::move(holding)](Result<void> result) {
    if (m_holders.count(number) == 0) return;  // let go meanwhile
    holding(std::move(result));
  };
  call<void>("hold", name_of(id), latencies.call, deadline, obey, held);
  const std::weak_ptr<bool> alive = m_alive;
  return std::make_unique<Grip>([this, alive, id, number] {
    if (!alive.expired()) let_go(id, number);
  });
}

void SimulatedEngine::pause_container(std::string id, Deadline deadline, Completion<void> done) {
  const auto obey = [this, id]() -> Result<void> {
    Body* const body = find(id);
    if (!body) return gone(id);
    const Phase phase = body->seen.phase;
    if (phase != Phase::running && phase != Phase::paused)
      return Error{ErrorKind::conflict, "container `" + body->seen.name + "` is not running"};
    body->seen.phase = Phase::paused;
    return {};
  };
  call<void>("pause_container", name_of(id), latencies.call, deadline, obey, std::move(done));
}

void SimulatedEngine::unpause_container(std::string id, Deadline deadline, Completion<void> done) {
  const auto obey = [this, id]() -> Result<void> {
    Body* const body = find(id);
    if (!body) return gone(id);
    if (body->seen.phase != Phase::paused) return {};
    body->seen.phase = Phase::running;
    if (body->let_go) end(*body, k_killed, false);
    return {};
  };
  call<void>("unpause_container", name_of(id), latencies.call, deadline, obey, std::move(done));
}

}  // namespace caisson::engine::simulated
