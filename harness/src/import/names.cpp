#include "import/names.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace caisson::import {
namespace {

constexpr std::string_view k_lower_case = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view k_label = "abcdefghijklmnopqrstuvwxyz0123456789-";

}  // namespace

std::string label_of(std::string_view text, std::string_view word) {
  std::string label = to_lower(text);
  for (char& c : label) {
    if (k_label.find(c) == std::string_view::npos) c = '-';
  }
  label.erase(0, label.find_first_not_of('-'));
  const bool begins_with_letter =
      !label.empty() && k_lower_case.find(label.front()) != std::string_view::npos;
  if (!begins_with_letter)
    label = label.empty() ? std::string(word) : fmt::format("{}-{}", word, label);
  label.resize(std::min(label.size(), k_longest_name));
  label.erase(label.find_last_not_of('-') + 1);
  return label;
}

std::string Names::take(const std::string& wanted) {
  std::string name = wanted;
  for (int count = 2; !m_taken.insert(name).second; ++count) {
    const std::string suffix = fmt::format("-{}", count);
    name = wanted.substr(0, k_longest_name - suffix.size()) + suffix;
  }
  return name;
}

bool is_host_name(std::string_view text) {
  constexpr std::string_view k_inside = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
  constexpr std::string_view k_last = "abcdefghijklmnopqrstuvwxyz0123456789";
  return !text.empty() && k_lower_case.find(text.front()) != std::string_view::npos &&
         text.find_first_not_of(k_inside) == std::string_view::npos &&
         k_last.find(text.back()) != std::string_view::npos;
}

}  // namespace caisson::import
