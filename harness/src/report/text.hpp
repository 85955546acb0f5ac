#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace caisson::report {

/// Colours as roles, so that a report says what a text means and one place says how that looks.
enum class Tone { plain, good, bad, warn, dim, strong };

/// Wraps `text` in the tone's escape sequence, or returns it as it is without colour.
std::string paint(std::string_view text, Tone tone, bool colour);

/// What a container wrote, safe to show: escape sequences and control characters are dropped, tabs
/// become spaces, broken UTF-8 becomes U+FFFD.
std::string printable(std::string_view text);

/// Columns the text takes, one per code point; combining and wide characters are not told apart.
std::size_t columns(std::string_view text);

/// Cut to `width` columns, the last one an ellipsis where something was cut.
std::string fit(std::string_view text, std::size_t width);

/// Filled with spaces up to `width` columns.
std::string pad(std::string_view text, std::size_t width);

}  // namespace caisson::report
