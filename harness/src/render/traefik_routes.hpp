#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "model/stack.hpp"

namespace caisson::render {

/// The name of the file in the folder of EDGE.
inline constexpr const char* k_routes_file = "routes.yml";

/// Every ROUTE of the stack as dynamic configuration of Traefik 3 (file provider). One router a
/// host, on the entry point `websecure`, to the service's cluster name; the edge's own routes lead
/// to itself. It is the same whatever part of the stack runs, so that an edge need not be made anew
/// when another service comes. Only a host that services of several modes share depends on
/// `planned`: it leads to the one among them, else to the first by name.
nlohmann::ordered_json traefik_routes_document(const model::Stack& stack,
                                               const model::Service& edge,
                                               const std::set<std::string>& planned);

/// The same as text: JSON, which is YAML.
std::string traefik_routes(const model::Stack& stack, const model::Service& edge,
                           const std::set<std::string>& planned);

}  // namespace caisson::render
