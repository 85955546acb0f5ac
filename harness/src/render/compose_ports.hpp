#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "model/stack.hpp"

namespace caisson::render {

/// The `ports` of a service, all of them on the loopback: PUBLISH as it says, PREFER where
/// `CAISSON_PORT_<host port>` says or else as declared, and any free port for the rest of PORTS.
nlohmann::ordered_json compose_ports(const model::Service& service);

/// The port of the host that leads to the entry point of an edge, as the file says it; empty: none
/// that is known before the start, or the service is no edge.
std::string compose_edge_port(const model::Service& service);

}  // namespace caisson::render
