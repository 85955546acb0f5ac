#include "render/reach.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "model/networks.hpp"

namespace caisson::render {
namespace {

std::vector<std::string> spoken_to(const model::Service& service) {
  std::vector<std::string> names;
  for (const model::Dependency& dependency : service.depends) {
    if (dependency.condition != model::Condition::completed) names.push_back(dependency.service);
  }
  names.insert(names.end(), service.wants.begin(), service.wants.end());
  return names;
}

}  // namespace

std::map<std::string, std::vector<std::string>> reach_of(const std::vector<Member>& members) {
  std::unordered_map<std::string_view, const model::Service*> services;
  for (const Member& member : members)
    services.emplace(member.service.name, &member.service);
  std::map<std::string, std::vector<std::string>> reach;
  for (const Member& member : members) {
    std::vector<std::string>& reached = reach[member.service.name];
    for (std::string& name : spoken_to(member.service)) {
      const auto other = services.find(name);
      if (other != services.end() && model::share_a_network(member.service, *other->second))
        reached.push_back(std::move(name));
    }
  }
  return reach;
}

}  // namespace caisson::render
