#pragma once

#include <memory>

#include "probe/conversation.hpp"

namespace caisson::probe {

/// How long an accepted connection must stay open and silent. Who accepts to close at once does so
/// within a scheduling delay: on a machine with five busy threads a core, 5 % of them took longer
/// than 20 ms. A protocol probe has no such price.
inline constexpr Duration k_quiet = std::chrono::milliseconds(100);

/// Ready when the peer speaks first or keeps the connection open and silent for the quiet time. An
/// accepted connection alone proves nothing: a port proxy accepts for a service that does not
/// listen yet, and closes.
std::unique_ptr<Conversation> make_tcp();

}  // namespace caisson::probe
