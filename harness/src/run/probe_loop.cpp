#include "run/probe_loop.hpp"

#include <algorithm>

namespace caisson::run {
namespace {

using std::chrono::milliseconds;

constexpr Duration k_longest_pause = milliseconds(50);
constexpr Duration k_longest_patience = std::chrono::seconds(8);

Duration bounded(Duration share, Duration least, const model::HealthCheck& check) {
  const Duration pause = std::clamp<Duration>(share, least, k_longest_pause);
  return check.every ? std::min(pause, *check.every) : pause;
}

}  // namespace

Duration pause_after_refusal(Duration waited, const model::HealthCheck& check) {
  return bounded(waited / 200, milliseconds(1), check);
}

Duration pause_after_answer(Duration waited, const model::HealthCheck& check) {
  return bounded(waited / 50, milliseconds(5), check);
}

ProbeLoop::ProbeLoop(engine::Engine& engine, Clock& clock, model::HealthCheck check,
                     std::string container, ProbeCallbacks callbacks)
    : m_engine(engine),
      m_clock(clock),
      m_check(std::move(check)),
      m_container(std::move(container)),
      m_callbacks(std::move(callbacks)),
      m_began(clock.now()) {}

ProbeLoop::~ProbeLoop() {
  if (m_timer) m_clock.cancel(*m_timer);
}

void ProbeLoop::begin_soon() {
  schedule(Duration{});
}

void ProbeLoop::schedule(Duration pause) {
  const auto wake = [this, alive = std::weak_ptr<bool>(m_alive)] {
    if (alive.expired()) return;
    m_timer.reset();
    next();
  };
  m_timer = m_clock.schedule(m_clock.now() + pause, wake);
}

void ProbeLoop::next() {
  ++m_attempt;
  attempt();
}

void ProbeLoop::nudge() {
  if (!m_timer) return;  // an attempt is under way
  m_clock.cancel(*m_timer);
  schedule(Duration{});
}

void ProbeLoop::grow_patience() {
  m_patience = std::min(m_patience * 2, k_longest_patience);
}

void ProbeLoop::succeeded() {
  ++m_attempt;
  m_callbacks.ready();
}

void ProbeLoop::judge(const probe::Verdict& verdict) {
  if (verdict.kind == probe::Verdict::Kind::ready) return succeeded();
  failed(Cost::answered, verdict.reason);
}

void ProbeLoop::failed(Cost cost, std::string reason) {
  ++m_attempt;
  const Duration waited = m_clock.now() - m_began;
  schedule(cost == Cost::refused ? pause_after_refusal(waited, m_check)
                                 : pause_after_answer(waited, m_check));
  if (m_callbacks.not_ready) m_callbacks.not_ready(std::move(reason));
}

}  // namespace caisson::run
