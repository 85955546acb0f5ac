#pragma once

#include <string>

#include "model/reader.hpp"
#include "model/stack.hpp"

namespace caisson::model {

/// A member of `overlays`.
Overlay parse_overlay(const std::string& name, Reader& reader);

}  // namespace caisson::model
