#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "engine/embedded/nest/reaper.hpp"

namespace caisson::engine::embedded {

/// The OCI runtime, as a child process: runc.
class Runtime {
 public:
  /// `state`: where it keeps its own notes.
  Runtime(Reaper& reaper, std::string state) : m_reaper(reaper), m_state(std::move(state)) {}

  /// What a call hands on to the process it starts; -1 is /dev/null.
  struct Stdio {
    int input = -1;
    int output = -1;
    int error = -1;
  };

  /// Runs it with these arguments; `done` gets its exit code, or an error when it is not there.
  void call(std::vector<std::string> arguments, Stdio stdio, std::function<void(Result<int>)> done);
  /// Removes its notes of a container whose processes are gone: what `runc delete` does beyond
  /// cgroups, without a process.
  void forget(const std::string& id) const;

 private:
  Reaper& m_reaper;
  std::string m_state;
};

}  // namespace caisson::engine::embedded
