#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "model/event.hpp"

namespace caisson::report {

/// When an image was had, counted from the begin of the run.
struct ImageTimes {
  std::optional<Duration> began{};  ///< empty: nothing had to be fetched or built
  std::optional<Duration> ended{};
  bool build = false;
  std::optional<model::ImageSource> source{};
};

/// When a service reached what, counted from the begin of the run.
struct ServiceTimes {
  std::string container{};  ///< empty: this run made none
  std::optional<Duration> created{};
  std::optional<Duration> started{};
  std::optional<Duration> ready{};  ///< its health check held, or its one-shot ended well
  std::optional<Duration> ended{};  ///< its process ended, well or not
  bool removed = false;             ///< what this run made is gone again

  /// From the start of its process until it was ready; empty for one that this run did not start.
  std::optional<Duration> took() const;
};

/// What a run's events say of times: what is reported of a start is worked out from this alone.
struct Start {
  std::map<std::string, ImageTimes> images{};
  std::map<std::string, ServiceTimes> services{};
  std::optional<Duration> networks{};
  Duration end{};  ///< of the last event

  void observe(const model::Event& event, Duration elapsed);
};

}  // namespace caisson::report
