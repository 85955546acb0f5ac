#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace caisson::engine::simulated {

/// What a container ends with that was killed: 128 + SIGKILL.
inline constexpr int k_killed = 137;

/// How the containers of one service behave; times count from the container's start.
struct Script {
  struct Exit {
    Duration after{};
    int code = 0;
    bool oom_killed = false;
  };
  /// When a debugger has it stopped, counted from its start.
  struct Halt {
    Duration from{};
    Duration until{};
  };
  /// What a dial meets while the service is not ready.
  enum class Unready { refuses, accepts_then_closes, hangs };

  /// Readiness flips at each of these times, beginning with "not ready"; none: never ready.
  std::vector<Duration> toggles{Duration{}};
  Unready unready = Unready::refuses;
  std::optional<Exit> exit{};
  /// What a ready service sends once it has been written to; empty: it listens and keeps silent.
  std::string answer{};
  /// Lines the container writes, with the time of each.
  std::vector<std::pair<Duration, std::string>> log{};
  std::vector<Halt> halts{};
  std::map<std::string, std::string> files{};  ///< path → content, of its image
  /// How long it takes to end after the stop signal; none: only the kill ends it.
  std::optional<Duration> stops_within = std::chrono::milliseconds(5);
};

/// A script for a service that is ready after `after` and stays so.
inline Script ready_after(Duration after) {
  return Script{.toggles = {after}};
}
inline Script never_ready() {
  return Script{.toggles = {}};
}
inline Script exits(Duration after, int code, bool oom_killed = false) {
  return Script{.toggles = {}, .exit = Script::Exit{after, code, oom_killed}};
}

/// An error the engine answers to a call instead of obeying.
struct Fault {
  std::string call;     ///< "create_container", "start_container" … as in the log of calls
  std::string subject;  ///< container or network name, image; empty: any
  Error error;
  int times = 1;               ///< -1: always
  bool after_obeying = false;  ///< the call is done, only its answer is lost
};

/// How the event stream misbehaves; each a probability in [0, 1].
struct EventFaults {
  double drop = 0;
  double duplicate = 0;
  double delay = 0;  ///< late by up to `late`, so that events overtake each other
  Duration late = std::chrono::milliseconds(200);
};

/// How long the engine takes, about; the real time is drawn from [1, 1 + spread) times this.
struct Latencies {
  Duration call = std::chrono::microseconds(500);  ///< lists, inspections, dials
  Duration create_network = std::chrono::milliseconds(60);
  Duration remove_network = std::chrono::milliseconds(160);
  Duration create = std::chrono::milliseconds(10);
  Duration start = std::chrono::milliseconds(200);
  Duration remove = std::chrono::milliseconds(60);
  Duration exec = std::chrono::milliseconds(50);
  Duration image = std::chrono::milliseconds(300);  ///< pull, build, import
  double spread = 0;
};

/// One call as it came in.
struct Call {
  Instant at;
  std::string name;
  std::string subject;
  bool operator==(const Call&) const = default;
};

}  // namespace caisson::engine::simulated
