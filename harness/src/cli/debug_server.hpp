#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace caisson::cli {

/// The gdbserver that containers of this machine are given: CAISSON_GDBSERVER, else the one in
/// PATH. None: each takes its image's own, which CAISSON_GDBSERVER=image asks for.
Result<std::optional<std::string>> debug_server();

/// What becomes of a gdbserver's debugger, by what it has written so far.
enum class DebugSession {
  waiting,   ///< for a debugger
  attached,  ///< it has one, and takes no second
  over,      ///< the debugger let the program go: it runs on by itself
};
DebugSession session_in(const std::vector<std::string>& lines);

}  // namespace caisson::cli
