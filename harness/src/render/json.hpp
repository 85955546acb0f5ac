#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace caisson::render {

/// A document as JSON for people to read, its keys in their order. `head` is put before it, a `//`
/// comment a line: what VS Code and Dev Containers read is JSON with comments.
std::string json_text(const nlohmann::ordered_json& document, std::string_view head);

}  // namespace caisson::render
