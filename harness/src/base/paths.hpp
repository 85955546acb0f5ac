#pragma once

#include <string>

#include "base/error.hpp"

namespace caisson {

/// Where what outlives a command is kept (learnt durations, chosen ports, locks):
/// `$XDG_STATE_HOME/caisson`, else `~/.local/state/caisson`. Created when missing, mode 0700.
Result<std::string> state_directory();

/// The same, for one instance.
Result<std::string> state_directory(const std::string& instance);

/// Where sockets and process ids live: `$XDG_RUNTIME_DIR/caisson` when that folder is there and
/// ours, else `/tmp/caisson-<uid>`. Mode 0700. A folder that belongs to somebody else, that is a
/// link or that others may enter is an error: what lies in it could not be trusted.
Result<std::string> runtime_directory();

/// Creates the folder with mode 0700, or takes it when it is one, ours, and nobody else may enter.
Result<std::string> private_directory(const std::string& path);

/// The lock file that guards a persistent path. Both names of one folder (a link, `..`) give the
/// same file, whichever instance or user's project asks.
Result<std::string> lock_file_of(const std::string& persistent_path);

}  // namespace caisson
