#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include "base/descriptor.hpp"

namespace caisson::test {

/// A real process that waits for the end of its input, so that a test decides when it ends.
class WaitingChild {
 public:
  WaitingChild() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    m_pid = ::fork();
    if (m_pid == 0) {
      ::dup2(ends[0], 0);
      ::dup2(::open("/dev/null", O_WRONLY), 1);
      ::execlp("cat", "cat", nullptr);
      ::_exit(127);
    }
    ::close(ends[0]);
    m_input = Descriptor(ends[1]);
  }
  ~WaitingChild() { reap(); }
  WaitingChild(const WaitingChild&) = delete;
  WaitingChild& operator=(const WaitingChild&) = delete;

  int pid() const { return m_pid; }
  /// It ends in a moment; nobody waits for it yet.
  void end() { m_input.reset(); }
  /// Ends it; afterwards its pid is nobody's.
  void reap() {
    end();
    if (m_reaped) return;
    m_reaped = true;
    while (::waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

 private:
  Descriptor m_input;
  int m_pid = 0;
  bool m_reaped = false;
};

}  // namespace caisson::test
