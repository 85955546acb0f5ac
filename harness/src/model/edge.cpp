#include "model/edge.hpp"

#include <algorithm>

#include "model/networks.hpp"

namespace caisson::model {
namespace {

bool reaches(const Service& edge, const std::string& name) {
  const bool depends =
      std::any_of(edge.depends.begin(), edge.depends.end(),
                  [&](const Dependency& dependency) { return dependency.service == name; });
  return depends || std::find(edge.wants.begin(), edge.wants.end(), name) != edge.wants.end();
}

void meet(Service& edge, const Service& other) {
  if (share_a_network(edge, other)) return;
  std::vector<std::string> ours = networks_of(edge);
  ours.push_back(networks_of(other).front());
  edge.networks = std::move(ours);
}

}  // namespace

void connect_edges(Stack& stack) {
  for (auto& [name, edge] : stack.services) {
    if (!edge.edge) continue;
    for (const auto& [other_name, other] : stack.services) {
      if (other.routes.empty() || other_name == name) continue;
      if (!reaches(edge, other_name)) edge.wants.push_back(other_name);
      meet(edge, other);
    }
  }
}

}  // namespace caisson::model
