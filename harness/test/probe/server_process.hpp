#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "probe/conversation.hpp"

namespace caisson::probe::test {

/// A real server for the time of a test: ended with `stop_signal` and awaited.
class ServerProcess {
 public:
  /// `user`: whose rights it runs with when we are root; empty: ours. Output goes to `log`.
  ServerProcess(std::vector<std::string> argv, const std::string& log, const std::string& user = {},
                int stop_signal = 15);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  bool running();

 private:
  pid_t m_pid = -1;
  int m_stop_signal;
};

/// Runs a command to its end, with `user`'s rights; true when it ended with 0.
bool run_to_end(std::vector<std::string> argv, const std::string& log,
                const std::string& user = {});

/// Tries again, at once after each failure, until `probe` is ready or `within` has passed.
Verdict until_ready(const std::function<Verdict()>& probe,
                    std::chrono::seconds within = std::chrono::seconds(20));

/// A program by name in PATH or by the first of these patterns that exists; empty: not installed.
std::string find_program(const std::string& name, const std::vector<std::string>& patterns = {});

/// A test that cannot run here is skipped with the reason, unless this variable of the environment
/// is set: then nothing may be missing.
#define CAISSON_SKIP_UNLESS(variable, reason)                                         \
  do {                                                                                \
    if (::getenv(variable) != nullptr) FAIL() << (reason) << "; " variable " is set"; \
    GTEST_SKIP() << (reason);                                                         \
  } while (false)

}  // namespace caisson::probe::test
