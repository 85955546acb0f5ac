#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "model/stack.hpp"

namespace caisson::plan {

/// What gdbserver says once it waits for a debugger.
inline constexpr const char* k_debug_server_waits = "^Listening on port";

/// The service as declared, but under its debugger: Node listens for one and runs on, a program of
/// GDB waits for one at its beginning. Its port is published where an editor looks for it
/// (render/vscode.cpp), unless somebody else is there. Everything about the declaration is part of
/// a container's hash, so that a plain `up` afterwards makes it what it was. `debug_server` is a
/// gdbserver of this machine; without one the image's own is taken. ErrorKind::usage for a service
/// without DEBUG, and where nobody can know what GDB is to start.
Result<void> debug(model::Service& service, const std::optional<std::string>& debug_server);

}  // namespace caisson::plan
