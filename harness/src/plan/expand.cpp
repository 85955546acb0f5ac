#include <fmt/format.h>

#include <algorithm>

#include "plan/environment.hpp"

namespace caisson::plan {
namespace {

bool is_variable_name(std::string_view name) {
  constexpr std::string_view k_letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
  const bool begins_well = !name.empty() && (name.front() < '0' || name.front() > '9');
  return begins_well && name.find_first_not_of(k_letters) == std::string_view::npos;
}

Error not_understood(std::string_view what) {
  return Error{ErrorKind::usage, fmt::format("`{}` is not understood", what), "",
               "say `${NAME}` for a variable and `$$` for a dollar sign"};
}

}  // namespace

Result<std::string> expand(std::string_view value, const Lookup& lookup) {
  std::string text;
  for (;;) {
    const std::size_t dollar = value.find('$');
    text += value.substr(0, dollar);
    if (dollar == std::string_view::npos) return text;
    value.remove_prefix(dollar);
    if (value.starts_with("$$")) {
      text += '$';
      value.remove_prefix(2);
    } else if (value.starts_with("${")) {
      const std::size_t end = value.find('}');
      if (end == std::string_view::npos) return not_understood(value);
      const std::string name(value.substr(2, end - 2));
      if (!is_variable_name(name)) return not_understood(value.substr(0, end + 1));
      const std::optional<std::string> found = lookup(name);
      if (!found) {
        return Error{ErrorKind::usage, fmt::format("the variable `{}` is not set", name)};
      }
      text += *found;
      value.remove_prefix(end + 1);
    } else {
      text += '$';
      value.remove_prefix(1);
    }
  }
}

}  // namespace caisson::plan
