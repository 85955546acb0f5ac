#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "base/loop.hpp"
#include "lease/protocol.hpp"

namespace caisson::lease {

/// The supervisor's socket: lines of JSON in, one line of JSON out for each.
class Server {
 public:
  struct Callbacks {
    std::function<Reply()> status;
    /// From the first `busy` connection until the end of the last one.
    std::function<void(bool)> busy;
    /// `stop` was asked for and answered.
    std::function<void()> stop;
  };

  /// Listens at `path`, in the place of a socket that a dead supervisor left; only its owner may
  /// connect. The caller holds the instance's supervisor lock. `loop` outlives the server.
  static Result<std::unique_ptr<Server>> listen(Loop& loop, const std::string& path,
                                                Callbacks callbacks);
  /// Takes the socket away. Connections stay open until the process ends, so that whoever asked
  /// for the end sees it.
  ~Server();

 private:
  struct State;
  explicit Server(std::shared_ptr<State> state);
  std::shared_ptr<State> m_state;
};

}  // namespace caisson::lease
