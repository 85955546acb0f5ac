#pragma once

#include <string>
#include <string_view>

namespace caisson::render {

/// For text and attributes of XML 1.0; characters XML cannot hold become U+FFFD.
std::string xml_text(std::string_view text);

/// A quoted string of the DOT language.
std::string dot_string(std::string_view text);

/// A quoted label of Mermaid: its entity codes for what would end or mark it up.
std::string mermaid_string(std::string_view text);

/// Twice every `$`: where one begins a variable, that is how it stands for itself.
std::string doubled_dollars(std::string_view text);

/// The first characters (not bytes) of UTF-8 text, with `…` in the place of the rest.
std::string shortened(std::string_view text, std::size_t characters);

/// The number of characters of UTF-8 text.
std::size_t character_count(std::string_view text);

}  // namespace caisson::render
