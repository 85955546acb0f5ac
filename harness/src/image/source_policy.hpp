#pragma once

#include <string_view>

#include "base/error.hpp"

namespace caisson::image {

/// CAISSON_IMAGE_SOURCE: where images may come from.
enum class SourcePolicy {
  automatic,  ///< present by recipe, else present or pulled by reference, else built
  registry,   ///< the declared reference only; a failed pull is an error
  recipe,     ///< the recipe only, whatever a registry has
};

/// `auto`, `registry`, `recipe`; empty means `auto`. Anything else is ErrorKind::usage.
Result<SourcePolicy> parse_source_policy(std::string_view text);

}  // namespace caisson::image
