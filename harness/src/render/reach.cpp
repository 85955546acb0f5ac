#include "render/reach.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "plan/identity.hpp"

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

bool share_a_network(const model::Service& a, const model::Service& b) {
  const std::vector<std::string> ours = plan::networks_of(a);
  const std::vector<std::string> theirs = plan::networks_of(b);
  return std::find_first_of(ours.begin(), ours.end(), theirs.begin(), theirs.end()) != ours.end();
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
      if (other != services.end() && share_a_network(member.service, *other->second))
        reached.push_back(std::move(name));
    }
  }
  return reach;
}

}  // namespace caisson::render
