#pragma once

#include <deque>
#include <optional>

#include "base/clock.hpp"

namespace caisson::run {

/// LIVENESS of one service, decided without I/O: when to restart it, and when to give up. The
/// pauses grow like Docker's restart policy (100 ms, doubled up to a minute, forgotten after 10 s
/// of life); the limit is systemd's (5 starts in 10 s, then failed for good).
class KeepAlive {
 public:
  struct Limits {
    Duration first_pause = std::chrono::milliseconds(100);
    Duration longest_pause = std::chrono::minutes(1);
    /// A service that lived this long starts again with the first pause.
    Duration proven = std::chrono::seconds(10);
    std::size_t restarts = 5;
    Duration window = std::chrono::seconds(10);
  };

  struct Decision {
    enum class Kind {
      none,     ///< go on
      restart,  ///< restart at `at`, then say `restarted`
      give_up,  ///< failed for good
    };
    Kind kind = Kind::none;
    Instant at{};
  };

  /// `grace`: liveness failures in a row that do not count yet (GRACE of the declaration).
  /// `started`: when the service was last started.
  KeepAlive(int grace, Instant started);
  KeepAlive(int grace, Instant started, Limits limits);

  /// A liveness probe succeeded.
  void alive(Instant now);
  /// A liveness probe failed.
  Decision unalive(Instant now);
  /// The container ended by itself.
  Decision exited(Instant now);
  /// The restart that was decided has been done.
  void restarted(Instant now);

  std::size_t restarts() const { return m_total; }
  bool failed_for_good() const { return m_given_up; }

 private:
  Decision decide(Instant now);

  Limits m_limits;
  int m_grace;
  int m_failures = 0;
  Instant m_started;
  Duration m_pause;
  std::deque<Instant> m_recent;  ///< restarts inside the window
  std::optional<Instant> m_due;
  std::size_t m_total = 0;
  bool m_given_up = false;
};

}  // namespace caisson::run
