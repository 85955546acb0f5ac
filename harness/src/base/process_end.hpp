#pragma once

#include <functional>
#include <memory>

#include "base/descriptor.hpp"
#include "base/loop.hpp"

namespace caisson {

/// Tells the end of one process, by a pidfd (pidfd_open(2)).
class ProcessEnd {
 public:
  /// `ended` is called once, on the loop's thread and never from inside the constructor, when the
  /// process is gone. Destroying the object drops it. `loop` outlives it.
  ProcessEnd(Loop& loop, Descriptor pidfd, std::function<void()> ended);
  ~ProcessEnd();
  ProcessEnd(const ProcessEnd&) = delete;
  ProcessEnd& operator=(const ProcessEnd&) = delete;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// Empty when there is no such process, or the kernel has no pidfds.
Descriptor open_pidfd(int pid);

/// The process a pidfd stands for, as this process's pid namespace numbers it (proc(5), fdinfo);
/// 0 when it is no pidfd, or of a process that cannot be seen from here; -1 once it has ended.
int pid_of(const Descriptor& pidfd);

}  // namespace caisson
