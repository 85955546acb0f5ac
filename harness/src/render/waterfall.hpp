#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace caisson::render {

/// When a service reached what, counted from the begin of the run.
struct StartTimes {
  std::string service;
  Duration created{};               ///< its container exists
  Duration started{};               ///< its process runs
  std::optional<Duration> ready{};  ///< its health check held, or its one-shot ended well
};

/// A picture of a start: a row a service in the order they were started, from created over started
/// to ready on one time axis. Who never became ready has an open, red end.
std::string waterfall_svg(const std::string& stack, std::vector<StartTimes> times);

}  // namespace caisson::render
