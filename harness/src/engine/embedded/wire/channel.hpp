#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "base/loop.hpp"

namespace caisson::engine::embedded {

/// Both ends of a nest's socket: frames with descriptors, in order.
class Channel {
 public:
  struct Callbacks {
    std::function<void(std::string payload, std::vector<Descriptor> descriptors)> frame;
    /// The other end is gone, or sent what is no frame. Called once, and not after `close`.
    std::function<void()> closed;
  };

  /// Takes a connected stream socket. `loop` outlives it.
  Channel(Loop& loop, Descriptor socket);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  /// Begins to read; callbacks come on the loop's thread, never from inside a call of ours.
  void listen(Callbacks callbacks);
  /// `sent` is called when the kernel has taken all of it.
  void send(std::string payload, std::vector<Descriptor> descriptors = {},
            std::function<void()> sent = {});
  /// Ends it at once; what was not sent is dropped.
  void close();
  /// Ends it when everything is sent.
  void close_when_sent();

 private:
  struct State;
  std::shared_ptr<State> m_state;
};

}  // namespace caisson::engine::embedded
