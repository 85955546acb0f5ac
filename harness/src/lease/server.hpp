#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "base/loop.hpp"

namespace caisson::lease {

using ConnectionId = std::uint64_t;

/// The supervisor's socket: lines come in, each perhaps with file descriptors (SCM_RIGHTS,
/// unix(7)), lines go out. What they mean is known to others (reception.hpp).
class Server {
 public:
  struct Callbacks {
    std::function<void(ConnectionId)> opened;
    /// Without its line feed. Descriptors come with the line they were sent with.
    std::function<void(ConnectionId, std::string line, std::vector<Descriptor> descriptors)> line;
    /// The peer is gone, or said more than a line may hold.
    std::function<void(ConnectionId)> closed;
  };

  /// Listens at `path`, in the place of a socket that a dead supervisor left; only its owner may
  /// connect. The caller holds the instance's supervisor lock. `loop` outlives the server.
  static Result<std::unique_ptr<Server>> listen(Loop& loop, const std::string& path,
                                                Callbacks callbacks);
  /// Takes the socket away. Connections stay open until the process ends, so that whoever asked
  /// for the end sees it.
  ~Server();

  /// Sends one line (its feed is added); `sent` comes when the kernel has it. A connection that is
  /// gone swallows both.
  void send(ConnectionId to, std::string line, std::function<void()> sent = {});
  /// Takes the socket away; who is connected stays.
  void close_door();
  std::size_t connections() const;

 private:
  struct State;
  explicit Server(std::shared_ptr<State> state);
  std::shared_ptr<State> m_state;
};

}  // namespace caisson::lease
