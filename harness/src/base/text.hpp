#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace caisson {

/// Number of insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`
/// (Damerau's restricted edit distance).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate a reader most likely meant by `name`, compared without regard to case; empty when
/// none is near enough to be worth saying. Among equals the first in `candidates` wins.
std::string nearest(std::string_view name, const std::vector<std::string>& candidates);

/// A remedy sentence: "did you mean `x`?", else "known: `a`, `b`", else "there are none".
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

/// The keys of a map, in its order: what `nearest` is asked about.
template <class Map>
std::vector<std::string> names_of(const Map& map) {
  std::vector<std::string> names;
  names.reserve(map.size());
  for (const auto& [name, value] : map)
    names.push_back(name);
  return names;
}

/// For people: "740 µs", "12 ms", "3.2 s", "2 min 5 s".
std::string format_duration(Duration duration);

/// `500ms`, `30s`, `1.5m`: a non-negative decimal number and a unit, as in CMake declarations.
std::optional<Duration> parse_duration(std::string_view text);

/// The parts between separators; an empty text has one empty part.
std::vector<std::string> split(std::string_view text, char separator);

std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// Without leading and trailing blanks, tabs and line ends.
std::string_view trim(std::string_view text);

std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);

}  // namespace caisson
