#include "plan/hosts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "plan/identity.hpp"

namespace caisson::plan {
namespace {

/// Empty when no network with a subnet is shared.
std::string address_seen_from(const model::Stack& stack, const model::Service& from,
                              const model::Service& to, const Subnets& subnets) {
  const std::vector<std::string> theirs = networks_of(to);
  for (const std::string& network : networks_of(from)) {
    const bool shared = std::find(theirs.begin(), theirs.end(), network) != theirs.end();
    const auto subnet = subnets.find(network);
    if (shared && subnet != subnets.end()) return address_of(stack, to.name, subnet->second);
  }
  return "";
}

}  // namespace

std::string cluster_name(const model::Stack& stack, const std::string& service) {
  return fmt::format("{}-service.{}.svc.cluster.local", service, stack.name);
}

std::vector<std::string> names_of_service(const model::Stack& stack,
                                          const model::Service& service) {
  std::vector<std::string> names{service.name, service.name + "-service",
                                 cluster_name(stack, service.name)};
  names.insert(names.end(), service.aliases.begin(), service.aliases.end());
  return names;
}

std::map<std::string, std::string> hosts_of(const model::Stack& stack,
                                            const model::Service& service, const Subnets& subnets) {
  std::vector<std::string> reached;
  for (const model::Dependency& dependency : service.depends)
    reached.push_back(dependency.service);
  reached.insert(reached.end(), service.wants.begin(), service.wants.end());
  std::map<std::string, std::string> hosts;
  for (const std::string& name : reached) {
    const auto other = stack.services.find(name);
    if (other == stack.services.end()) continue;
    const std::string address = address_seen_from(stack, service, other->second, subnets);
    if (address.empty()) continue;
    for (std::string& known : names_of_service(stack, other->second)) {
      hosts.emplace(std::move(known), address);
    }
  }
  return hosts;
}

}  // namespace caisson::plan
