#include "data/backup_timer.hpp"

#include <algorithm>
#include <utility>

namespace caisson::data {

BackupTimer::BackupTimer(Clock& clock, World world) : m_clock(clock), m_world(std::move(world)) {
  look_again(k_settle);
}

BackupTimer::~BackupTimer() {
  if (m_timer) m_clock.cancel(*m_timer);
}

void BackupTimer::look_again(Duration after) {
  m_timer = m_clock.schedule(m_clock.now() + after, [this] {
    m_timer.reset();
    look();
  });
}

void BackupTimer::look() {
  const Time now = m_world.wall_clock();
  const Time due = next_due(m_world.made(), now);
  if (due > now) return look_again(std::min<Duration>(due - now, k_longest_nap));
  m_world.make([this](bool made) { look_again(made ? Duration::zero() : k_retry); });
}

}  // namespace caisson::data
