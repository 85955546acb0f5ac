#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace caisson::render {

/// How one text becomes another, line by line.
struct Difference {
  std::size_t line = 0;  ///< of the old text, where the first difference is; 0: there is none
  std::string unified;   ///< for people and `patch`: hunks with three lines around them
};

/// `old_name` and `new_name` are what the heading calls the two.
Difference difference(std::string_view old_text, std::string_view new_text,
                      std::string_view old_name, std::string_view new_name);

}  // namespace caisson::render
