#pragma once

#include <chrono>
#include <cstdint>

#include "base/descriptor.hpp"
#include "probe/conversation.hpp"

namespace caisson::probe::test {

/// How long an open, silent connection must stay before TCP alone counts, as in the driver.
inline constexpr auto k_quiet = std::chrono::milliseconds(20);

/// A connection to a port of this machine; without a descriptor when it is refused.
Descriptor connect_to(std::uint16_t port);

/// One attempt over a real socket: connects, carries bytes both ways, and gives the verdict. A
/// refused connection, and no verdict within `patience`, are not_ready.
Verdict attempt(std::uint16_t port, Conversation& conversation,
                std::chrono::milliseconds patience = std::chrono::seconds(5));

/// A port nobody listens on at this moment.
std::uint16_t free_port();

}  // namespace caisson::probe::test
