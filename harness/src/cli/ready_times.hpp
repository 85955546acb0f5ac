#pragma once

#include <map>
#include <string>

#include "base/error.hpp"
#include "plan/plan.hpp"

namespace caisson::cli {

/// How long a service took from its start until it was ready, and which container that was.
struct ReadyTime {
  std::string container;
  double milliseconds = 0;
};
using ReadyTimes = std::map<std::string, ReadyTime>;

/// Kept per instance in a file: what `status` shows, and what the next plan puts first.
class ReadyTimesFile {
 public:
  explicit ReadyTimesFile(const std::string& state_directory)
      : m_path(state_directory + "/ready.json") {}

  /// A missing or damaged file is an empty one.
  ReadyTimes read() const;
  Result<void> write(const ReadyTimes& times) const;

 private:
  std::string m_path;
};

plan::Durations durations_of(const ReadyTimes& times);

}  // namespace caisson::cli
