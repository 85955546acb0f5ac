#pragma once

#include <string>

#include "base/error.hpp"

namespace caisson::image {

/// Writes the recipe of the relay (harness/relay) under this folder, unless it is there, and tells
/// where: an image with one static program, made without a registry and without the engine's
/// builder.
Result<std::string> write_relay_recipe(const std::string& folder);

}  // namespace caisson::image
