#include "render/head.hpp"

#include <fmt/format.h>

#include "render/relative_path.hpp"

namespace caisson::render {
namespace {

/// `place` of the declaration without its line, which moves with every edit above it.
std::string declaring_file(const model::Stack& stack, const std::string& place) {
  const std::string file = place.substr(0, place.rfind(':'));
  return lies_in(file, stack.source_dir) ? relative_path(file, stack.source_dir).substr(2) : file;
}

}  // namespace

std::string head_of(const model::Stack& stack, const model::Rendering& rendering) {
  return fmt::format(
      "What caisson_add_rendering({})\nin {} asks for. Change the declarations and run "
      "`caisson render`:\nwhat is changed here is lost then.",
      rendering.path, declaring_file(stack, rendering.declared_at));
}

}  // namespace caisson::render
