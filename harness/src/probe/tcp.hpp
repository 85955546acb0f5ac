#pragma once

#include <memory>

#include "probe/conversation.hpp"

namespace caisson::probe {

/// Ready when the peer speaks first or keeps the connection open and silent for the quiet time. An
/// accepted connection alone proves nothing: a port proxy accepts for a service that does not
/// listen yet, and closes.
std::unique_ptr<Conversation> make_tcp();

}  // namespace caisson::probe
