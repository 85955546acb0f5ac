#pragma once

#include <chrono>
#include <cstdint>

#include "base/descriptor.hpp"
#include "probe/conversation.hpp"

namespace caisson::probe::test {

/// A connection to a port of this machine; without a descriptor when it is refused.
Descriptor connect_to(std::uint16_t port);

/// One attempt over a real socket: connects, carries bytes both ways, and gives the verdict. A
/// refused connection, and no verdict within `patience`, are not_ready.
Verdict attempt(std::uint16_t port, Conversation& conversation,
                std::chrono::milliseconds patience = std::chrono::seconds(5));

/// A port that stays this test's own: bound, but not listening, so whoever connects is refused
/// until a server of ours listens on it too (with SO_REUSEPORT).
class ReservedPort {
 public:
  ReservedPort();
  std::uint16_t number() const { return m_number; }
  /// A listening socket on it; without a descriptor when that fails.
  Descriptor listen() const;

 private:
  Descriptor m_socket;
  std::uint16_t m_number = 0;
};

/// A port nobody listens on at this moment, for a server that binds it itself.
std::uint16_t free_port();

}  // namespace caisson::probe::test
