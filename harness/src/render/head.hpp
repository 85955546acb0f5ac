#pragma once

#include <string>
#include <string_view>

#include "model/stack.hpp"

namespace caisson::render {

/// What stands at the head of a rendered file: from what it comes, and how it is changed. Three
/// lines without a comment's mark.
std::string head_of(const model::Stack& stack, const model::Rendering& rendering);

/// Whether a text with comments behind `#` is what was rendered for it once.
bool begins_with_head(std::string_view text, const model::Rendering& rendering);

}  // namespace caisson::render
