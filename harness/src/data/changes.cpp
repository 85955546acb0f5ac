#include "data/changes.hpp"

#include <fmt/format.h>

namespace caisson::data {
namespace {

model::Service without_place(model::Service service) {
  service.declared_at.clear();
  return service;
}

model::Image without_place(model::Image image) {
  image.declared_at.clear();
  return image;
}

template <class Declared>
void compare(const std::map<std::string, Declared>& then,
             const std::map<std::string, Declared>& now, const char* what,
             std::vector<std::string>& changes) {
  for (const auto& [name, declared] : then) {
    const auto at = now.find(name);
    if (at == now.end()) {
      changes.push_back(fmt::format("the {} `{}` is not declared any more", what, name));
    } else if (!(without_place(declared) == without_place(at->second))) {
      changes.push_back(fmt::format("the {} `{}` was declared differently", what, name));
    }
  }
  for (const auto& [name, declared] : now) {
    if (!then.contains(name))
      changes.push_back(fmt::format("the {} `{}` was not declared then", what, name));
  }
}

}  // namespace

std::vector<std::string> changes(const model::Stack& then, const model::Stack& now) {
  std::vector<std::string> all;
  compare(then.services, now.services, "service", all);
  compare(then.images, now.images, "image", all);
  return all;
}

}  // namespace caisson::data
