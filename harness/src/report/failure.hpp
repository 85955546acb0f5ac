#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace caisson::report {

/// A root cause with everything a reader needs to act without another command.
struct Cause {
  std::string service;      ///< empty: not one service's fault
  std::string declared_at;  ///< file:line of its declaration
  std::string awaited;      ///< the condition that did not come: "healthy", "image `postgres`"
  Error error;
  std::optional<int> exit_code;
  bool oom_killed = false;
  std::vector<std::string> log;        ///< the last lines it wrote, oldest first
  std::vector<std::string> held_back;  ///< services that never started because of it
};

/// How many lines of a failed service's log a report shows.
inline constexpr int k_log_lines = 20;

/// Root causes in the order they happened, each followed by whom it held back.
std::string failure_text(const std::vector<Cause>& causes, bool colour);

/// What a report begins with: "db failed while waiting for it to be healthy".
std::string headline(const Cause& cause);

/// An exit says it all, unless the message knows more than that there was one.
std::string what_happened(const Cause& cause);

/// Where the error is, when the service and its declaration do not say that already.
std::string place_of(const Cause& cause);

/// What an exit code says beyond its number: "exited with 137 (killed by SIGKILL)".
std::string exit_text(int exit_code, bool oom_killed);

}  // namespace caisson::report
