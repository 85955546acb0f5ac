#include "model/edge.hpp"

#include <algorithm>

namespace caisson::model {
namespace {

/// The network of those who name none (plan::networks_of).
constexpr const char* k_default_network = "default";

std::vector<std::string> networks_of(const Service& service) {
  return service.networks.empty() ? std::vector<std::string>{k_default_network} : service.networks;
}

bool reaches(const Service& edge, const std::string& name) {
  const bool depends =
      std::any_of(edge.depends.begin(), edge.depends.end(),
                  [&](const Dependency& dependency) { return dependency.service == name; });
  return depends || std::find(edge.wants.begin(), edge.wants.end(), name) != edge.wants.end();
}

void meet(Service& edge, const Service& other) {
  std::vector<std::string> ours = networks_of(edge);
  const std::vector<std::string> theirs = networks_of(other);
  if (std::find_first_of(ours.begin(), ours.end(), theirs.begin(), theirs.end()) != ours.end())
    return;
  ours.push_back(theirs.front());
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
