#include "plan/host_process.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.hpp"

namespace caisson::plan {
namespace {

bool is_of_a_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_';
}

bool is_unmistakable(std::string_view name) {
  return name.find('.') != std::string_view::npos || name.ends_with("-service");
}

bool is_called_after_a_host(const std::string& variable) {
  const std::string name = to_upper(variable);
  static constexpr std::array<std::string_view, 3> k_words{"HOST", "ADDR", "SERVER"};
  return std::any_of(k_words.begin(), k_words.end(), [&name](std::string_view word) {
    return name.find(word) != std::string::npos;
  });
}

/// `:5432`, and not the password of `user:5432@…`.
bool has_port_behind(std::string_view rest) {
  if (!rest.starts_with(':')) return false;
  std::size_t end = 1;
  while (end < rest.size() && std::isdigit(static_cast<unsigned char>(rest[end])) != 0)
    ++end;
  return end > 1 && (end == rest.size() || (rest[end] != '@' && !is_of_a_name(rest[end])));
}

/// `//db`, `@db`; behind `//` there may be a login: `//db@…`, `//db:secret@…`.
bool is_where_urls_have_hosts(std::string_view before, std::string_view rest) {
  if (before.ends_with('@')) return true;
  if (!before.ends_with("//")) return false;
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  return authority.find('@') == std::string_view::npos;
}

std::string with_addresses(const std::string& value, bool whole_is_a_host,
                           const std::map<std::string, std::string>& addresses) {
  std::string text;
  for (std::size_t at = 0; at < value.size();) {
    std::size_t end = at;
    while (end < value.size() && is_of_a_name(value[end]))
      ++end;
    if (end == at) {
      text += value[at++];
      continue;
    }
    const std::string name = value.substr(at, end - at);
    const std::string_view before = std::string_view(value).substr(0, at);
    const std::string_view rest = std::string_view(value).substr(end);
    const bool is_whole = before.empty() && rest.empty();
    const bool is_host = is_unmistakable(name) || has_port_behind(rest) ||
                         is_where_urls_have_hosts(before, rest) || (is_whole && whole_is_a_host);
    const auto address = addresses.find(name);
    text += is_host && address != addresses.end() ? address->second : name;
    at = end;
  }
  return text;
}

}  // namespace

Variables for_host_process(Variables environment,
                           const std::map<std::string, std::string>& addresses) {
  for (auto& [name, value] : environment)
    value = with_addresses(value, is_called_after_a_host(name), addresses);
  return environment;
}

}  // namespace caisson::plan
