#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace caisson {

// The library's parser and serializer are templates that cost seconds in each file that uses them:
// they are compiled once, in json.cpp.

/// `is_discarded()` where the text is no JSON.
nlohmann::json parse_json(std::string_view text);
/// The same, and keys keep their order.
nlohmann::ordered_json parse_ordered_json(std::string_view text);

/// In one line, or over several with so many blanks a level. Broken UTF-8 becomes U+FFFD.
std::string dump_json(const nlohmann::json& json, int indent = -1);
std::string dump_json(const nlohmann::ordered_json& json, int indent = -1);

}  // namespace caisson
