#include "render/technology.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace caisson::render {
namespace {

/// `node` of `registry/library/node:22-bullseye`.
std::string_view short_name_of(std::string_view reference) {
  const std::string_view name = reference.substr(reference.rfind('/') + 1);
  return name.substr(0, name.find_first_of(":@"));
}

/// BASES have no cycles: `model::check` refuses them.
bool rests_on_node(const model::Stack& stack, const std::string& name) {
  const auto image = stack.images.find(name);
  if (image == stack.images.end()) return false;
  if (short_name_of(image->second.reference) == "node") return true;
  const auto& bases = image->second.bases;
  return std::any_of(bases.begin(), bases.end(),
                     [&](const std::string& base) { return rests_on_node(stack, base); });
}

}  // namespace

bool runs_node(const model::Stack& stack, const model::Service& service) {
  if (service.debug) return service.debug->kind == model::Debug::Kind::node;
  return rests_on_node(stack, service.image);
}

}  // namespace caisson::render
