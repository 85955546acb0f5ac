#pragma once

#include <memory>
#include <string>

#include "probe/conversation.hpp"

namespace caisson::probe {

/// AUTH (when there is a password), then PING, in RESP2: ready on PONG. A server that still loads
/// its data set answers -LOADING, which is the reason then.
std::unique_ptr<Conversation> make_redis(const std::string& password);

}  // namespace caisson::probe
