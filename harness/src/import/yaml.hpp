#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "base/error.hpp"
#include "import/node.hpp"

namespace caisson::import {

/// What a file may cost its reader. An alias counts as all that it stands for, so that a few lines
/// cannot become a billion (the "billion laughs").
inline constexpr std::size_t k_most_bytes = 4'000'000;
inline constexpr std::size_t k_most_values = 200'000;
inline constexpr std::size_t k_deepest = 64;

/// Reads one YAML document. Anchors, aliases and merge keys (`<<`) are resolved; a key given twice,
/// a key that is no scalar, an unknown tag and a second document are errors. Variables are not
/// looked at: `deferred` is empty. An empty document is null. ErrorKind::manifest, placed at
/// file:line:column.
Result<Node> parse_yaml(std::string_view text, const std::shared_ptr<const Origin>& origin);

}  // namespace caisson::import
