#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "probe/conversation.hpp"

namespace caisson::probe {

/// GET `path` over HTTP/1.1 (RFC 9112): ready on 2xx or 3xx; any other status is the reason, with
/// the first line of the body. Informational (1xx) answers are passed over.
std::unique_ptr<Conversation> make_http(const std::string& path, std::uint16_t port);

}  // namespace caisson::probe
