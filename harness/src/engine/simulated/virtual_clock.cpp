#include "engine/simulated/virtual_clock.hpp"

#include <algorithm>

namespace caisson::engine::simulated {

Clock::TimerId VirtualClock::schedule(Instant at, std::function<void()> action) {
  const TimerId id = ++m_last;
  const Key key{std::max(at, m_now), m_random(), id};
  m_timers.emplace(key, std::move(action));
  m_keys.emplace(id, key);
  return id;
}

void VirtualClock::cancel(TimerId timer) {
  const auto at = m_keys.find(timer);
  if (at == m_keys.end()) return;
  m_timers.erase(at->second);
  m_keys.erase(at);
}

bool VirtualClock::run_one() {
  if (m_timers.empty()) return false;
  auto first = m_timers.extract(m_timers.begin());
  m_keys.erase(first.key().id);
  m_now = first.key().at;
  first.mapped()();
  return true;
}

bool VirtualClock::run_until_idle(std::size_t most) {
  for (std::size_t i = 0; i < most; ++i) {
    if (!run_one()) return true;
  }
  return false;
}

bool VirtualClock::run_until(const std::function<bool()>& done, std::size_t most) {
  for (std::size_t i = 0; i < most; ++i) {
    if (done()) return true;
    if (!run_one()) break;
  }
  return done();
}

void VirtualClock::run_for(Duration duration) {
  const Instant end = m_now + duration;
  while (!m_timers.empty() && m_timers.begin()->first.at <= end)
    run_one();
  m_now = end;
}

}  // namespace caisson::engine::simulated
