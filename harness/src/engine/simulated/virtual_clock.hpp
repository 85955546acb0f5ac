#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <unordered_map>
#include <utility>

#include "base/clock.hpp"

namespace caisson::engine::simulated {

/// Time that passes only when it is told to: hours of a run in a millisecond, and the same order of
/// events for the same seed. What is due at the same instant runs in an order drawn from the seed,
/// because nobody may rely on one.
class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(std::uint64_t seed = 0) : m_random(seed) {}

  Instant now() const override { return m_now; }
  TimerId schedule(Instant at, std::function<void()> action) override;
  void cancel(TimerId timer) override;

  /// Runs the next timer; false when there is none.
  bool run_one();
  /// Runs timers until none is left; gives up after `most` of them and says so with false.
  bool run_until_idle(std::size_t most = 1'000'000);
  /// Runs timers until `done()` holds; false when they ran out, or `most` were not enough.
  bool run_until(const std::function<bool()>& done, std::size_t most = 1'000'000);
  /// Runs what is due within `duration`, then stands at its end.
  void run_for(Duration duration);

 private:
  /// Due time, a random draw, and the id for what draws the same.
  struct Key {
    Instant at;
    std::uint64_t draw;
    TimerId id;
    auto operator<=>(const Key&) const = default;
  };

  Instant m_now{std::chrono::seconds(1)};
  std::mt19937_64 m_random;
  std::map<Key, std::function<void()>> m_timers;
  std::unordered_map<TimerId, Key> m_keys;
  TimerId m_last = 0;
};

}  // namespace caisson::engine::simulated
