#include "render/kubernetes_names.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace caisson::render {
namespace {

constexpr std::string_view k_lower_case = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view k_label = "abcdefghijklmnopqrstuvwxyz0123456789-";
/// As caisson_add_service has it, too.
constexpr std::size_t k_longest = 40;
constexpr std::size_t k_hash = 6;

bool is_letter_or_digit(char character) {
  const bool small = character >= 'a' && character <= 'z';
  const bool big = character >= 'A' && character <= 'Z';
  return small || big || (character >= '0' && character <= '9');
}

/// Letters, digits and `-`, `_`, `.` between them.
bool is_qualified(std::string_view text, std::size_t longest) {
  const auto allowed = [](char character) {
    return is_letter_or_digit(character) || character == '-' || character == '_' ||
           character == '.';
  };
  return !text.empty() && text.size() <= longest && is_letter_or_digit(text.front()) &&
         is_letter_or_digit(text.back()) && std::all_of(text.begin(), text.end(), allowed);
}

void strip_hyphens_at_the_end(std::string& text) {
  text.erase(text.find_last_not_of('-') + 1);
}

}  // namespace

std::string kubernetes_name(std::string_view name) {
  std::string label = to_lower(name);
  for (char& character : label) {
    if (k_label.find(character) == std::string_view::npos) character = '-';
  }
  strip_hyphens_at_the_end(label);
  label.erase(0, std::min(label.find_first_not_of('-'), label.size()));
  if (label.empty() || k_lower_case.find(label.front()) == std::string_view::npos)
    label.insert(0, label.empty() ? "s" : "s-");
  if (label.size() <= k_longest) return label;
  label.resize(k_longest - k_hash - 1);
  strip_hyphens_at_the_end(label);
  return label + "-" + sha256_hex(name).substr(0, k_hash);
}

bool is_kubernetes_key(std::string_view key) {
  constexpr std::size_t k_longest_part = 63;
  constexpr std::size_t k_longest_prefix = 253;
  const std::size_t slash = key.find('/');
  if (slash == std::string_view::npos) return is_qualified(key, k_longest_part);
  const std::string_view prefix = key.substr(0, slash);
  const auto in_a_domain = [](char character) {
    return character == '.' || k_label.find(character) != std::string_view::npos;
  };
  return is_qualified(prefix, k_longest_prefix) &&
         std::all_of(prefix.begin(), prefix.end(), in_a_domain) &&
         prefix.find("..") == std::string_view::npos &&
         prefix.find("-.") == std::string_view::npos &&
         prefix.find(".-") == std::string_view::npos &&
         is_qualified(key.substr(slash + 1), k_longest_part);
}

}  // namespace caisson::render
