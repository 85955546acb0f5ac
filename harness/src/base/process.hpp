#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace caisson {

/// How a child process ended.
struct ProcessExit {
  int code = 0;    ///< exit code, when `signal` is 0
  int signal = 0;  ///< the signal that ended it, or 0
  bool ok() const { return code == 0 && signal == 0; }
};

struct ProcessSpec {
  std::vector<std::string> argv;           ///< argv[0] is looked up in PATH unless it has a slash
  std::map<std::string, std::string> env;  ///< added to this process's own environment
  std::string directory;                   ///< working directory, empty: ours
};

/// A child under way. Destroying the handle kills its whole process group and reaps it.
class ChildProcess {
 public:
  virtual ~ChildProcess() = default;
};

/// Seam: child processes. Real: SystemProcess. Simulated: a script of lines and an exit in tests.
class Process {
 public:
  virtual ~Process() = default;

  /// Starts a child with stdin from /dev/null and stdout and stderr as one pipe. `line` gets each
  /// line of it; `ended` comes once, after the last line, on the loop's thread and never from
  /// inside this call. That the child could not be started at all is an error given to `ended`.
  virtual std::unique_ptr<ChildProcess> spawn(ProcessSpec spec,
                                              std::function<void(std::string)> line,
                                              std::function<void(Result<ProcessExit>)> ended) = 0;
};

class Loop;

/// posix_spawn(3), the end awaited through a pidfd (pidfd_open(2)): no SIGCHLD handler.
std::unique_ptr<Process> make_system_process(Loop& loop);

}  // namespace caisson
