#pragma once

#include <string>

#include "base/error.hpp"

namespace caisson::engine::embedded {

/// Copies a folder with owners, modes, times, links and extended attributes to a path where nothing
/// is.
Result<void> copy_tree(const std::string& from, const std::string& to);

}  // namespace caisson::engine::embedded
