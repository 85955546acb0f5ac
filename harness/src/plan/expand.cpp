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

Result<std::vector<ValuePiece>> pieces_of(std::string_view value) {
  std::vector<ValuePiece> pieces;
  const auto add_text = [&](std::string_view text) {
    if (text.empty()) return;
    if (pieces.empty() || pieces.back().is_variable) pieces.emplace_back();
    pieces.back().text += text;
  };
  for (;;) {
    const std::size_t dollar = value.find('$');
    add_text(value.substr(0, dollar));
    if (dollar == std::string_view::npos) return pieces;
    value.remove_prefix(dollar);
    if (value.starts_with("${")) {
      const std::size_t end = value.find('}');
      if (end == std::string_view::npos) return not_understood(value);
      const std::string_view name = value.substr(2, end - 2);
      if (!is_variable_name(name)) return not_understood(value.substr(0, end + 1));
      pieces.push_back({true, std::string(name)});
      value.remove_prefix(end + 1);
    } else {
      add_text("$");
      value.remove_prefix(value.starts_with("$$") ? 2 : 1);
    }
  }
}

Result<std::string> expand(std::string_view value, const Lookup& lookup) {
  const Result<std::vector<ValuePiece>> pieces = pieces_of(value);
  if (!pieces) return pieces.error();
  std::string text;
  for (const ValuePiece& piece : *pieces) {
    if (!piece.is_variable) {
      text += piece.text;
      continue;
    }
    const std::optional<std::string> found = lookup(piece.text);
    if (!found) {
      return Error{ErrorKind::usage, fmt::format("the variable `{}` is not set", piece.text)};
    }
    text += *found;
  }
  return text;
}

}  // namespace caisson::plan
