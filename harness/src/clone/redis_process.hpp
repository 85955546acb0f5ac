#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "clone/redis_batch.hpp"
#include "engine/engine.hpp"

namespace caisson::clone {

/// One further redis-server in a container, already started. Destroying it cancels, and leaves the
/// process.
class RedisProcess {
 public:
  RedisProcess(engine::Engine& engine, Clock& clock, std::string container,
               redis_batch::Process process, std::string password);
  ~RedisProcess();
  RedisProcess(const RedisProcess&) = delete;
  RedisProcess& operator=(const RedisProcess&) = delete;

  std::uint16_t port() const;

  /// Completes when it answers, within seconds; ErrorKind::conflict when another process does. From
  /// then on the connection stays open, and `ended` is called once when the process is gone.
  void greet(engine::Completion<void> done, std::function<void()> ended);
  /// Closes that connection: the process is a test's alone, which may do with it what it likes.
  void release();
  /// Ends the process: asked, else killed.
  void end(engine::Completion<void> done);

 private:
  struct State;
  std::shared_ptr<State> m_state;
};

}  // namespace caisson::clone
