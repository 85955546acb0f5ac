#pragma once

#include <memory>
#include <string>

#include "probe/conversation.hpp"

namespace caisson::clone {

/// AUTH (when there is a password), then INFO: ready when the server that answers is the process
/// `pid`, not ready when it is another one.
std::unique_ptr<probe::Conversation> make_redis_identity(std::string password, int pid);

/// AUTH (when there is a password), then SHUTDOWN: the server answers only if it does not.
std::string redis_farewell(const std::string& password);

}  // namespace caisson::clone
