#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace caisson::import {

/// The longest name of a stack, an image, a service or a mode.
inline constexpr std::size_t k_longest_name = 40;

/// A DNS label that begins with a letter, made of any text: what CMake declarations are named by.
/// Lower case, `-` for whatever else; `word` stands in where nothing is left.
std::string label_of(std::string_view text, std::string_view word);

/// Gives names that are not taken yet.
class Names {
 public:
  /// `wanted`, or `wanted-2` and so on where that is taken.
  std::string take(const std::string& wanted);
  bool taken(const std::string& name) const { return m_taken.contains(name); }

 private:
  std::set<std::string> m_taken;
};

/// Whether ALIASES and NETWORKS take this name as it is.
bool is_host_name(std::string_view text);

}  // namespace caisson::import
