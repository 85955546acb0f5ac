#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <memory>

#include "base/loop.hpp"

namespace caisson::engine::embedded {

/// Process 1 is the parent of all that nobody else reaps: children of its own, and the processes
/// that a runtime leaves behind when it ends.
class Reaper {
 public:
  explicit Reaper(Loop& loop);
  ~Reaper();
  Reaper(const Reaper&) = delete;
  Reaper& operator=(const Reaper&) = delete;

  /// Calls `ended` once with the status of waitpid(2), never from inside this call; also when the
  /// process ended already, if that was within a `Window`.
  void expect(pid_t pid, std::function<void(int status)> ended);
  void forget(pid_t pid) { m_expected.erase(pid); }

  /// As long as one is open, the statuses of processes that nobody expects yet are kept: a runtime
  /// tells the number of what it started a moment after it has started it.
  class Window {
   public:
    explicit Window(Reaper& reaper) : m_reaper(reaper) { ++reaper.m_windows; }
    ~Window() {
      if (--m_reaper.m_windows == 0) m_reaper.m_strangers.clear();
    }
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;

   private:
    Reaper& m_reaper;
  };

  /// Takes up what has ended by now.
  void reap();

 private:
  struct Signals;
  Loop& m_loop;
  std::shared_ptr<Signals> m_signals;
  std::map<pid_t, std::function<void(int)>> m_expected;
  std::map<pid_t, int> m_strangers;
  int m_windows = 0;
};

/// As engines and shells count: the exit code, or 128 + the signal.
int exit_code_of_status(int status);

}  // namespace caisson::engine::embedded
