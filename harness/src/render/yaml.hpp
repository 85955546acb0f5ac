#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace caisson::render {

/// A document as YAML that every reader, of YAML 1.1 or 1.2, takes for the same value: block style
/// but for short lists of texts, the keys in their order, texts of several lines as they are where
/// that is safe, and in double quotes each text that one of them could read as anything else (`on`,
/// `1.10`, `0123`, `22:22`, `~`). `head` is put before
/// it, a comment a line; nothing where it is empty.
std::string yaml_text(const nlohmann::ordered_json& document, std::string_view head);

}  // namespace caisson::render
