#pragma once

#include <string>

#include "base/terminal.hpp"

namespace caisson::cli {

/// Messages go through spdlog's default logger to stderr, without time stamps: `warning: …`,
/// `error: …`, plain text for information; `-v` adds the debug level.
void set_up_logger(const Terminal& terminal, bool verbose);

/// The same into a file that is rotated at a megabyte, with time stamps: for the supervisor.
/// Without a file it can write to, messages are dropped.
void set_up_file_logger(const std::string& path);

}  // namespace caisson::cli
