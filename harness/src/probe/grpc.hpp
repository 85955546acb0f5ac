#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "probe/conversation.hpp"

namespace caisson::probe {

/// grpc.health.v1.Health/Check over HTTP/2 with prior knowledge
/// (https://github.com/grpc/grpc/blob/master/doc/health-checking.md): ready on SERVING. `service`
/// may be empty: the server as a whole.
std::unique_ptr<Conversation> make_grpc(const std::string& service, std::uint16_t port);

}  // namespace caisson::probe
