#pragma once

#include <string>
#include <vector>

#include "model/stack.hpp"

namespace caisson::render {

/// Where the program lies in a container that asks as our own probes do (harness/prober).
inline constexpr const char* k_prober_folder = "/.caisson";
inline constexpr const char* k_prober = "/.caisson/probe";

/// The command line by which it asks: kind, port, and what that kind needs.
std::vector<std::string> prober_command(const model::HealthCheck& check);

}  // namespace caisson::render
