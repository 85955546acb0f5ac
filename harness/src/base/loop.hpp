#pragma once

#include <functional>
#include <memory>

#include "base/clock.hpp"

namespace boost::asio {
class any_io_executor;
}

namespace caisson {

/// The one event loop of a process: single-threaded, so nothing above the engine needs a lock.
class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Runs until `stop` is called or nothing is left to wait for.
  void run();
  void stop();
  /// Runs `action` on the loop's thread after the current one returns; safe from any thread.
  void post(std::function<void()> action);
  /// Calls `action` for each SIGINT or SIGTERM from now on, on the loop's thread.
  void on_interrupt(std::function<void(int signal)> action);

  Clock& clock();
  /// For code that must speak Asio: the engine, the supervisor. It includes Asio by itself: that
  /// header takes a second to compile, and nearly every file sees this one.
  boost::asio::any_io_executor executor();

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace caisson
