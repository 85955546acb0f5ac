#include "model/networks.hpp"

#include <algorithm>

namespace caisson::model {

std::vector<std::string> networks_of(const Service& service) {
  if (service.networks.empty()) return {"default"};
  return service.networks;
}

bool share_a_network(const Service& a, const Service& b) {
  const std::vector<std::string> ours = networks_of(a);
  const std::vector<std::string> theirs = networks_of(b);
  return std::find_first_of(ours.begin(), ours.end(), theirs.begin(), theirs.end()) != ours.end();
}

}  // namespace caisson::model
