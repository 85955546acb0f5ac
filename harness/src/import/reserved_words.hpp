#pragma once

#include "import/draft.hpp"

namespace caisson::import {

/// A word of a command that is a keyword of caisson_add_service would be taken for it: CMake has no
/// way to tell them apart. An error names it.
void refuse_reserved_words(const Draft& draft);

}  // namespace caisson::import
