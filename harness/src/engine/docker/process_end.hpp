#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>

namespace caisson::engine::docker {

/// Tells the end of one process of this host, by a pidfd (pidfd_open(2)).
class ProcessEnd {
 public:
  /// `ended` is called once, on the executor's thread, when the process is gone; never when this
  /// kernel has no pidfds. Destroying the object drops it.
  ProcessEnd(const boost::asio::any_io_executor& executor, int pid, std::function<void()> ended);
  ~ProcessEnd();
  ProcessEnd(const ProcessEnd&) = delete;
  ProcessEnd& operator=(const ProcessEnd&) = delete;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace caisson::engine::docker
