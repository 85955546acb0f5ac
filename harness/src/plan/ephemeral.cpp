#include "plan/ephemeral.hpp"

#include <algorithm>

namespace caisson::plan {
namespace {

void unfix_ports(model::Service& service) {
  for (const auto* published : {&service.publish, &service.prefer}) {
    for (const model::Publish& publish : *published) {
      if (std::find(service.ports.begin(), service.ports.end(), publish.container) ==
          service.ports.end())
        service.ports.push_back(publish.container);
    }
  }
  service.publish.clear();
  service.prefer.clear();
}

void own_volumes(model::Service& service) {
  for (model::Volume& volume : service.volumes) {
    if (!volume.is_path() || !volume.read_only) volume = {"", volume.target, false};
  }
}

/// Its own dependencies stay, except that it follows the fillers before it instead of the one-shots
/// they are copies of.
model::Service filler_of(const model::Service& database, std::size_t index,
                         model::Service one_shot) {
  const auto& all = database.template_by;
  std::erase_if(one_shot.depends, [&](const model::Dependency& dependency) {
    return std::find(all.begin(), all.end(), dependency.service) != all.end();
  });
  if (index > 0)
    one_shot.depends.push_back(
        {filler_name(database.name, all[index - 1]), model::Condition::completed});
  one_shot.name = filler_name(database.name, all[index]);
  one_shot.aliases.clear();
  one_shot.ports.clear();
  return one_shot;
}

void add_fillers(model::Stack& stack) {
  std::map<std::string, model::Service> fillers;
  for (const auto& [name, service] : stack.services) {
    for (std::size_t i = 0; i < service.template_by.size(); ++i) {
      const auto one_shot = stack.services.find(service.template_by[i]);
      if (one_shot == stack.services.end()) continue;
      model::Service filler = filler_of(service, i, one_shot->second);
      fillers[filler.name] = std::move(filler);
    }
  }
  stack.services.merge(fillers);
}

}  // namespace

std::string filler_name(const std::string& database, const std::string& one_shot) {
  return one_shot + "-for-" + database + "-template";
}

model::Stack ephemeral(model::Stack stack) {
  for (auto& [name, service] : stack.services) {
    unfix_ports(service);
    own_volumes(service);
    service.liveness.reset();
    service.restart.clear();
  }
  add_fillers(stack);
  return stack;
}

}  // namespace caisson::plan
