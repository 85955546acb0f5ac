#include "import/shell_words.hpp"

namespace caisson::import {
namespace {

/// Reads what stands in double quotes, from behind the first; false when they are not closed.
bool read_double_quoted(std::string_view text, std::size_t& at, std::string& word) {
  for (; at < text.size() && text[at] != '"'; ++at) {
    const bool escapes = text[at] == '\\' && at + 1 < text.size() &&
                         std::string_view("\\\"$`\n").find(text[at + 1]) != std::string_view::npos;
    if (escapes) ++at;
    word += text[at];
  }
  return at < text.size();
}

}  // namespace

std::optional<std::vector<std::string>> shell_words(std::string_view text) {
  std::vector<std::string> words;
  std::optional<std::string> word;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (word) words.push_back(std::move(*word));
      word.reset();
      continue;
    }
    if (!word) word.emplace();
    if (c == '\'') {
      const std::size_t end = text.find('\'', at + 1);
      if (end == std::string_view::npos) return std::nullopt;
      *word += text.substr(at + 1, end - at - 1);
      at = end;
    } else if (c == '"') {
      if (!read_double_quoted(text, ++at, *word)) return std::nullopt;
    } else if (c == '\\' && at + 1 < text.size()) {
      *word += text[++at];
    } else {
      *word += c;
    }
  }
  if (word) words.push_back(std::move(*word));
  return words;
}

}  // namespace caisson::import
