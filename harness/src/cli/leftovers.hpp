#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/stack.hpp"
#include "render/rendered.hpp"

namespace caisson::cli {

/// The files below the folder of a rendering that say they are its own and are no longer; from
/// `top`, sorted. Files of anybody else may lie there.
Result<std::vector<std::string>> leftovers(const std::string& top,
                                           const model::Rendering& rendering,
                                           const render::Rendered& rendered);

}  // namespace caisson::cli
