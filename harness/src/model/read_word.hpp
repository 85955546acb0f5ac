#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "model/reader.hpp"

namespace caisson::model {

/// Reads a word of a closed list into `into`; false if it was there and not in the list.
template <class Value, class From>
bool read_word(Reader& reader, std::string_view key, Value& into, From from,
               const std::vector<std::string>& words) {
  std::string text;
  reader.read(key, text);
  if (text.empty()) return true;
  const std::optional<Value> value = from(text);
  if (value) {
    into = *value;
  } else {
    reader.problem(key, fmt::format("`{}` is none of `{}`", text, join(words, "`, `")),
                   nearest(text, words).empty() ? "" : did_you_mean(text, words));
  }
  return value.has_value();
}

}  // namespace caisson::model
