#include "import/mentions.hpp"

#include <algorithm>

namespace caisson::import {

std::set<std::string> hosts_in(std::string_view text) {
  constexpr std::string_view k_inside =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  std::set<std::string> words;
  while (!text.empty()) {
    text.remove_prefix(std::min(text.find_first_of(k_inside), text.size()));
    const std::size_t length = std::min(text.find_first_not_of(k_inside), text.size());
    const std::string_view word = text.substr(0, length);
    text.remove_prefix(length);
    if (!word.empty() && !text.starts_with("://")) words.emplace(word);
  }
  return words;
}

}  // namespace caisson::import
