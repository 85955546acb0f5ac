#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/stack.hpp"
#include "plan/address.hpp"

namespace caisson::plan {

/// Subnets by declared network name (`default`, `backend`).
using Subnets = std::map<std::string, Subnet>;

/// `<s>-service.<stack>.svc.cluster.local`, the same as on Kubernetes.
std::string cluster_name(const model::Stack& stack, const std::string& service);

/// Every name a service answers to: `<s>`, `<s>-service`, its cluster name, and its
/// ALIASES.
std::vector<std::string> names_of_service(const model::Stack& stack, const model::Service& service);

/// Name → address of what a service may resolve: its DEPENDS and WANTS, and nobody else. The
/// address is the one on the first network both are on; who shares none is not reached.
std::map<std::string, std::string> hosts_of(const model::Stack& stack,
                                            const model::Service& service, const Subnets& subnets);

}  // namespace caisson::plan
