#pragma once

#include <string_view>

#include "import/node.hpp"

namespace caisson::import {

/// `over` laid over `base`, by the rules of the Compose Specification ("Merge and override"): maps
/// are merged, lists appended, commands and health checks replaced; mounts go by their target.
/// `!override` replaces, `!reset` takes away. `key` is the one both stand under.
Node merge(Node base, const Node& over, std::string_view key = {});

/// A list of `KEY=value`, or of names, as the map it stands for; a map as it is.
Node as_map(const Node& node, std::string_view key);

}  // namespace caisson::import
