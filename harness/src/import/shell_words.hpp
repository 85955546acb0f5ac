#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace caisson::import {

/// A text split as a shell would, without expanding anything: blanks separate, 'single' and
/// "double" quotes and `\` keep together. None when a quote is not closed.
std::optional<std::vector<std::string>> shell_words(std::string_view text);

}  // namespace caisson::import
