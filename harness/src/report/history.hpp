#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "report/lanes.hpp"

namespace caisson::report {

/// What a service's time went into in one start of the past.
struct PastStart {
  std::int64_t at = 0;  ///< seconds since 1970, when the run began
  std::string mode;     ///< empty: services were named
  Duration image{};
  Duration create{};
  Duration wait{};
  Duration start{};
  Duration probe{};

  /// Its own: neither its image nor those it waited for.
  Duration own() const { return create + start + probe; }
};

/// By service, the oldest first.
using History = std::map<std::string, std::vector<PastStart>>;

/// What is remembered of a start: those that became ready in it.
std::map<std::string, PastStart> past_starts(const std::vector<Lane>& lanes);

/// A line a service: how often, the last, the median, and the course of its own time.
std::string history_text(const History& history);

/// A line a start of one service, the newest first.
std::string starts_text(const std::vector<PastStart>& starts);

/// Schema 1: {"schema","services":[{"name","starts":[{"at","mode","took_ms",…}]}]}.
std::string history_json(const History& history);

/// The course of some durations in as many blocks, from the least to the greatest.
std::string sparkline(const std::vector<Duration>& durations);

}  // namespace caisson::report
