#pragma once

#include <string>

#include "cli/command_line.hpp"

namespace caisson::cli {

/// A completion script for `bash`, `zsh` or `fish`, made from the verbs and options there are.
/// Names of services and modes are asked for while completing (`caisson completion services`).
Result<std::string> completion_script(const std::string& shell, const Description& description);

}  // namespace caisson::cli
