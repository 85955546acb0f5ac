#include "plan/development.hpp"

namespace caisson::plan {
namespace {

/// Between an image's name and its stage: no declared name has one.
constexpr char k_stage = '.';

std::string name_of(const model::Image& image) {
  return image.name + k_stage + image.dev_target;
}

/// No registry is asked for it: what is at the reference is the image at its usual stage.
void take_dev_target(model::Stack& stack, model::Service& service) {
  const auto declared = stack.images.find(service.image);
  if (declared == stack.images.end() || declared->second.dev_target.empty()) return;
  model::Image image = declared->second;
  image.name = name_of(image);
  image.reference.clear();
  image.target = image.dev_target;
  service.image = image.name;
  stack.images.emplace(image.name, image);
}

void mount_synced(model::Service& service) {
  for (model::Watch& watch : service.watch) {
    if (watch.target.empty()) continue;
    service.volumes.push_back({watch.path, watch.target, true});
    watch.target.clear();
  }
}

}  // namespace

model::Stack development(model::Stack stack) {
  for (auto& [name, service] : stack.services) {
    if (service.program)
      service.watch.push_back({service.program->path, model::Watch::Action::restart, {}});
    if (service.watch.empty()) continue;
    take_dev_target(stack, service);
    mount_synced(service);
  }
  return stack;
}

bool is_worked_on(const model::Service& service) {
  return service.image.find(k_stage) != std::string::npos;
}

}  // namespace caisson::plan
