#include "run/path_conflict.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "run/labels.hpp"

namespace caisson::run {
namespace {

const std::map<std::string, std::string>& paths_of(const Site& site, const std::string& service) {
  static const std::map<std::string, std::string> k_none;
  const auto at = site.services.find(service);
  return at == site.services.end() ? k_none : at->second.persistent_paths;
}

bool holds(const engine::Container& container, const std::string& key) {
  const auto at = container.labels.find(label::k_paths);
  if (at == container.labels.end()) return false;
  const auto keys = split(at->second, ',');
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

bool has_persistent_paths(const plan::Plan& plan, const Site& site) {
  return std::any_of(plan.steps.begin(), plan.steps.end(), [&](const plan::Step& step) {
    return !paths_of(site, step.service->name).empty();
  });
}

std::optional<Error> path_conflict(const plan::Plan& plan, const Site& site,
                                   const std::vector<engine::Container>& listed) {
  for (const engine::Container& container : listed) {
    const auto instance = container.labels.find(label::k_instance);
    const bool another = instance != container.labels.end() && instance->second != site.instance;
    if (!another || container.phase != engine::Phase::running) continue;
    for (const plan::Step& step : plan.steps) {
      for (const auto& [path, key] : paths_of(site, step.service->name)) {
        if (!holds(container, key)) continue;
        return Error{ErrorKind::conflict,
                     "`" + path + "` is in use by the instance `" + instance->second +
                         "` (container `" + container.name + "`)",
                     "services." + step.service->name + ".volumes",
                     "stop that instance first, or give this one another folder"};
      }
    }
  }
  return std::nullopt;
}

}  // namespace caisson::run
