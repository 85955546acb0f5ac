#include "render/head.hpp"

#include <fmt/format.h>

#include "base/path.hpp"
#include "render/relative_path.hpp"

namespace caisson::render {
namespace {

/// `place` of the declaration without its line, which moves with every edit above it.
std::string declaring_file(const model::Stack& stack, const std::string& place) {
  const std::string file = place.substr(0, place.rfind(':'));
  return lies_in(file, stack.source_dir) ? relative_path(file, stack.source_dir).substr(2) : file;
}

std::string first_line(const model::Rendering& rendering) {
  return fmt::format("What caisson_add_rendering({})\n", rendering.path);
}

}  // namespace

std::string head_of(const model::Stack& stack, const model::Rendering& rendering) {
  return fmt::format(
      "{}in {} asks for. Change the declarations and run `caisson render`:\nwhat is changed here "
      "is "
      "lost then.",
      first_line(rendering), declaring_file(stack, rendering.declared_at));
}

bool begins_with_head(std::string_view text, const model::Rendering& rendering) {
  return text.starts_with("# " + first_line(rendering));
}

}  // namespace caisson::render
