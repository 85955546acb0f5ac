#include "render/compose_edges.hpp"

#include <algorithm>
#include <set>

#include "plan/identity.hpp"

namespace caisson::render {
namespace {

using Services = std::map<std::string_view, const model::Service*>;

/// Whom a service speaks to.
std::vector<std::string> reached_by(const model::Service& service) {
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

/// The pair of services, in name order → its network.
using Networks = std::map<std::pair<std::string, std::string>, std::string>;

}  // namespace

std::map<std::string, std::vector<ComposePlace>> compose_edges(const std::vector<Member>& members) {
  Services services;
  for (const Member& member : members)
    services.emplace(member.service.name, &member.service);
  Networks networks;
  std::map<std::string, std::map<std::string, bool>> places;
  for (const Member& member : members) {
    const std::string& from = member.service.name;
    for (const std::string& to : reached_by(member.service)) {
      const auto other = services.find(to);
      if (other == services.end() || !share_a_network(member.service, *other->second)) continue;
      const std::string& network =
          networks.try_emplace(std::minmax(from, to), from + "." + to).first->second;
      places[from].try_emplace(network, false);
      places[to][network] = true;
    }
  }
  std::map<std::string, std::vector<ComposePlace>> listed;
  for (const Member& member : members) {
    const std::string& name = member.service.name;
    for (const auto& [network, is_reached] : places[name])
      listed[name].push_back({network, is_reached});
    if (places[name].empty()) listed[name] = {{name, false}};
  }
  return listed;
}

}  // namespace caisson::render
