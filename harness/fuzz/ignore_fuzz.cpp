// Any .dockerignore against any path: ends soon, and the rules agree with themselves.
#include <cstdint>
#include <cstdlib>

#include "image/ignore.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto end = text.find('\0');
  if (end == text.npos || size > 4096) return 0;
  const caisson::image::IgnoreRules rules(text.substr(0, end));
  const auto path = text.substr(end + 1);
  const bool excluded = rules.excludes(path);
  // What is inside an excluded folder comes back only by an exception that may lie there.
  const std::string below = std::string(path) + "/x";
  if (excluded && !rules.excludes(below) && !rules.may_include_below(path)) std::abort();
  return 0;
}
