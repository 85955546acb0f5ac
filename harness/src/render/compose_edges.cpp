#include "render/compose_edges.hpp"

#include <algorithm>

#include "render/reach.hpp"

namespace caisson::render {
namespace {

/// The pair of services, in name order → its network.
using Networks = std::map<std::pair<std::string, std::string>, std::string>;

}  // namespace

std::map<std::string, std::vector<ComposePlace>> compose_edges(const std::vector<Member>& members) {
  Networks networks;
  std::map<std::string, std::map<std::string, bool>> places;
  for (const auto& [from, reached] : reach_of(members)) {
    for (const std::string& to : reached) {
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
