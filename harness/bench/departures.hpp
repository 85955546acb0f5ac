#pragma once

#include <deque>
#include <map>
#include <string>

#include "base/loop.hpp"
#include "engine/engine.hpp"

namespace caisson::bench {

/// Tells when the containers of benchmarks are gone, by the engine's events: for every contestant
/// alike, whatever it says itself.
class Departures {
 public:
  /// Returns when the engine listens.
  Departures(Loop& loop, engine::Engine& engine);

  /// Runs the loop until the next container is gone that has the label `dev.caisson.bench` with
  /// this value; when that was. One that stays for a minute ends the benchmark.
  Instant next(const std::string& value);

 private:
  Loop& m_loop;
  std::map<std::string, std::deque<Instant>> m_gone;
  bool m_listening = false;
  engine::SubscriptionPtr m_subscription;
};

}  // namespace caisson::bench
