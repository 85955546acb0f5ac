#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "data/retention.hpp"

namespace caisson::data {

/// Makes a backup whenever one is due. What is due follows from the backups there are, so that it
/// does not matter how often this process is started anew.
class BackupTimer {
 public:
  struct World {
    std::function<Time()> wall_clock;
    std::function<std::vector<Time>()> made;
    /// Begins one, and calls back once with whether it was made; not from inside this call.
    std::function<void(std::function<void(bool)>)> make;
  };

  /// What was started a moment ago may still be filled.
  static constexpr Duration k_settle = std::chrono::minutes(10);
  static constexpr Duration k_retry = std::chrono::minutes(30);
  /// A machine that slept has a clock that stood still: looked at again before anything is due.
  static constexpr Duration k_longest_nap = std::chrono::hours(1);

  /// `clock` and what `world` refers to outlive it.
  BackupTimer(Clock& clock, World world);
  ~BackupTimer();
  BackupTimer(const BackupTimer&) = delete;
  BackupTimer& operator=(const BackupTimer&) = delete;

 private:
  void look();
  void look_again(Duration after);

  Clock& m_clock;
  World m_world;
  std::optional<Clock::TimerId> m_timer;
};

}  // namespace caisson::data
