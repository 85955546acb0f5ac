#include "watch/machine.hpp"

#include <algorithm>
#include <utility>

namespace caisson::watch {

std::vector<Command> Machine::step(const Event& event, Instant now) {
  return std::visit([&](const auto& what) { return handle(what, now); }, event);
}

std::vector<Command> Machine::handle(const event::Touched& event, Instant now) {
  if (!m_hints.everywhere) m_hints.paths.insert(event.path);
  return note(now);
}

std::vector<Command> Machine::handle(const event::Lost&, Instant now) {
  m_hints = Hints{true, {}};
  return note(now);
}

std::vector<Command> Machine::note(Instant now) {
  if (!m_first) m_first = now;
  m_due = std::min(now + k_quiet, *m_first + k_longest_wait);
  return wake();
}

std::vector<Command> Machine::wake() {
  if (m_busy || !m_due) return {};
  return {command::WakeAt{*m_due}};
}

std::vector<Command> Machine::handle(const event::TimerFired&, Instant now) {
  if (m_busy || !m_due) return {};
  if (now < *m_due) return wake();
  m_busy = true;
  m_first.reset();
  m_due.reset();
  return {command::Look{std::exchange(m_hints, {})}};
}

std::vector<Command> Machine::handle(const event::Looked& event, Instant) {
  m_changes.insert(m_changes.end(), event.changes.begin(), event.changes.end());
  Reaction reaction = react(m_plan, m_changes);
  if (!reaction.services.empty()) return {command::React{std::move(reaction)}};
  m_changes.clear();
  m_busy = false;
  return wake();
}

std::vector<Command> Machine::handle(const event::Acted& event, Instant now) {
  m_busy = false;
  if (event.postponed) {
    m_due = std::max(m_due.value_or(now), now + k_retry_after);
  } else {
    m_changes.clear();
  }
  return wake();
}

}  // namespace caisson::watch
