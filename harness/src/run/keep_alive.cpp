#include "run/keep_alive.hpp"

#include <algorithm>

namespace caisson::run {

KeepAlive::KeepAlive(int grace, Instant started) : KeepAlive(grace, started, Limits{}) {}

KeepAlive::KeepAlive(int grace, Instant started, Limits limits)
    : m_limits(limits), m_grace(grace), m_started(started), m_pause(limits.first_pause) {}

void KeepAlive::alive(Instant) {
  m_failures = 0;
}

KeepAlive::Decision KeepAlive::unalive(Instant now) {
  if (m_due || m_given_up || ++m_failures <= m_grace) return {};
  return decide(now);
}

KeepAlive::Decision KeepAlive::exited(Instant now) {
  if (m_due || m_given_up) return {};
  return decide(now);
}

KeepAlive::Decision KeepAlive::decide(Instant now) {
  m_failures = 0;
  if (now - m_started >= m_limits.proven) m_pause = m_limits.first_pause;
  const Instant at = now + m_pause;
  while (!m_recent.empty() && m_recent.front() <= at - m_limits.window)
    m_recent.pop_front();
  if (m_recent.size() >= m_limits.restarts) {
    m_given_up = true;
    return {Decision::Kind::give_up, now};
  }
  m_pause = std::min(m_pause * 2, m_limits.longest_pause);
  m_due = at;
  return {Decision::Kind::restart, at};
}

void KeepAlive::restarted(Instant now) {
  m_due.reset();
  m_started = now;
  m_recent.push_back(now);
  ++m_total;
}

}  // namespace caisson::run
