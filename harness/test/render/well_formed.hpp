#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace caisson::test {

/// Why the text is no well-formed XML of the simple kind our pictures are, or empty: tags nest and
/// close, attributes are quoted, no stray `<` or `&`.
inline std::string xml_fault(std::string_view text) {
  std::vector<std::string> open;
  while (!text.empty()) {
    const std::size_t at = text.find_first_of("<&");
    if (at == std::string_view::npos) break;
    text.remove_prefix(at);
    if (text.front() == '&') {
      const std::size_t end = text.find(';');
      if (end == std::string_view::npos || end > 6)
        return "stray &: " + std::string(text.substr(0, 20));
      text.remove_prefix(end);
      continue;
    }
    std::size_t end = 1;
    for (bool quoted = false; end < text.size() && (quoted || text[end] != '>'); ++end) {
      if (text[end] == '"') quoted = !quoted;
      if (text[end] == '<') return "stray <: " + std::string(text.substr(0, 40));
    }
    if (end == text.size()) return "a tag does not end: " + std::string(text.substr(0, 40));
    const std::string tag(text.substr(1, end - 1));
    text.remove_prefix(end + 1);
    const std::string name = tag.substr(0, tag.find_first_of(" \n/", 1));
    if (tag.front() == '/') {
      if (open.empty() || "/" + open.back() != name) return "closes what is not open: " + tag;
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(name);
    }
  }
  return open.empty() ? "" : "not closed: " + open.back();
}

}  // namespace caisson::test
