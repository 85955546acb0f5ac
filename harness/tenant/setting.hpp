#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace caisson::tenant {

/// What a test wants, and of whom.
struct Setting {
  std::string manifest;
  std::string command;   ///< that starts a supervisor
  std::string instance;  ///< for the command, where an option names one
  std::string engine;    ///< likewise
  /// Where the supervisor listens if it runs; empty where only the command can tell.
  std::string socket;
  std::vector<std::string> services;
  std::vector<std::string> isolate;
};

/// An unset and an empty variable are the same.
std::string from_environment(const char* variable);

/// A relative path counts from the working directory.
std::string absolute(const std::string& path);

/// Where the supervisor of that instance listens.
std::string socket_of(const std::string& instance);

std::vector<std::string> split_at_commas(std::string_view text);

/// CAISSON_REQUIRE_ENGINE: a test without an engine fails, it is not skipped.
bool requires_engine();

/// CAISSON_KEEP_ON_FAILURE: how long a failed test's environment stays; ten minutes where it is
/// only switched on.
std::string keep_on_failure();

}  // namespace caisson::tenant
