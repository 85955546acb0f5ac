#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace caisson::probe {

/// Finds the line of a container's log that a LOG check waits for.
class LogMatcher {
 public:
  /// `pattern` is an ECMAScript regular expression, searched for anywhere in a line; one that does
  /// not compile is ErrorKind::manifest with the position of the mistake.
  static Result<LogMatcher> make(const std::string& pattern);
  ~LogMatcher();
  LogMatcher(LogMatcher&&) noexcept;
  LogMatcher& operator=(LogMatcher&&) noexcept;

  /// Of a very long line only the first 4 KiB are searched; a search that would take exponential
  /// time is given up and counts as no match.
  bool matches(std::string_view line) const;

 private:
  struct State;
  explicit LogMatcher(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace caisson::probe
