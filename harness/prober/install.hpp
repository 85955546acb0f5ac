#pragma once

#include <string>

namespace caisson::prober {

/// Puts this program at `path`, in one step: who runs what was there goes on. Empty: done; else
/// what went wrong.
std::string install(const std::string& path);

}  // namespace caisson::prober
