#pragma once

#include <map>
#include <string>

#include "import/import.hpp"

namespace caisson::import {

/// The declarations of an import as text of CMake.
struct Declarations {
  std::string text;
  /// `caisson_add_service(web` → `/shop/compose.yaml:12`, for messages.
  std::map<std::string, std::string> places;
};

/// `base`: the folder that relative paths are to begin in; empty: paths stay absolute.
Declarations declare(const Import& import, const std::string& base);

/// A whole CMakeLists.txt with these declarations. `origin` says what they come from.
std::string project_text(const Import& import, const Declarations& declarations,
                         const std::string& origin);

}  // namespace caisson::import
