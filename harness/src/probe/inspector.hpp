#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "probe/conversation.hpp"

namespace caisson::probe {

/// Asks the inspector of a Node process whether its program is stopped at a breakpoint: `ready`
/// says that it is, `not_ready` that it runs. Who enables the debugger of a stopped program is told
/// at once (Chrome DevTools Protocol, `Debugger.enable`), over a WebSocket (RFC 6455).
std::unique_ptr<Conversation> make_inspector(std::uint16_t port);

/// The first `webSocketDebuggerUrl` of the answer to GET /json/list (Node.js, "Inspector HTTP
/// endpoints"); ErrorKind::protocol also where the answer is not complete yet.
Result<std::string> debugger_url(std::string_view answer);

}  // namespace caisson::probe
