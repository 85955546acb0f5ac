#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/descriptor.hpp"
#include "base/loop.hpp"

namespace caisson::engine::embedded {

/// A port of the host for as long as the object lives: the listener was made outside, the other
/// side is dialled in here. Bytes go through a pipe in the kernel (splice(2)), never through this
/// process. Where nobody answers, the connection is closed at once: an accepted one proves nothing.
class PortProxy {
 public:
  PortProxy(Loop& loop, Descriptor listener, const std::string& address, std::uint16_t port);
  ~PortProxy();
  PortProxy(const PortProxy&) = delete;
  PortProxy& operator=(const PortProxy&) = delete;

 private:
  struct State;
  std::shared_ptr<State> m_state;
};

}  // namespace caisson::engine::embedded
