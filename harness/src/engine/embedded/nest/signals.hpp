#pragma once

#include <optional>
#include <string>

namespace caisson::engine::embedded {

/// "SIGTERM", "TERM", "term" or "15".
std::optional<int> signal_number(const std::string& name);

}  // namespace caisson::engine::embedded
