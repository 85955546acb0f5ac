#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace caisson {

using Duration = std::chrono::nanoseconds;
/// Monotonic time; wall-clock time is only ever formatted, never compared.
using Instant = std::chrono::time_point<std::chrono::steady_clock, Duration>;

/// Seam: monotonic time and timers of the thread that runs the loop.
/// Real: SystemClock (base/loop.hpp). Simulated: VirtualClock (engine/simulated/virtual_clock.hpp).
class Clock {
 public:
  using TimerId = std::uint64_t;

  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  /// Calls `action` once, on the loop's thread, not before `at` and never from inside this call.
  virtual TimerId schedule(Instant at, std::function<void()> action) = 0;
  /// Forgets the timer; one that has fired or is unknown is ignored.
  virtual void cancel(TimerId timer) = 0;
};

}  // namespace caisson
