#pragma once

#include <cstdint>
#include <string>

#include "cli/context.hpp"

namespace caisson::cli {

/// The WebSocket URL of a Node process that listens for a debugger inside the container, written
/// for the host port it is published on (Node.js, "Inspector HTTP endpoints": /json/list).
Result<std::string> inspector_url(Context& context, const engine::Container& container,
                                  std::uint16_t port, std::uint16_t host_port);

}  // namespace caisson::cli
