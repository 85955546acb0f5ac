#include "render/compose_ports.hpp"

#include <fmt/format.h>

#include <set>

namespace caisson::render {
namespace {

std::string preferred(const model::Publish& prefer) {
  return fmt::format("${{CAISSON_PORT_{}:-{}}}", prefer.host, prefer.host);
}

}  // namespace

nlohmann::ordered_json compose_ports(const model::Service& service) {
  auto ports = nlohmann::ordered_json::array();
  std::set<std::uint16_t> placed;
  for (const model::Publish& publish : service.publish) {
    ports.push_back(fmt::format("127.0.0.1:{}:{}", publish.host, publish.container));
    placed.insert(publish.container);
  }
  for (const model::Publish& prefer : service.prefer) {
    ports.push_back(fmt::format("127.0.0.1:{}:{}", preferred(prefer), prefer.container));
    placed.insert(prefer.container);
  }
  for (const std::uint16_t port : service.ports) {
    if (!placed.contains(port)) ports.push_back(fmt::format("127.0.0.1::{}", port));
  }
  return ports;
}

std::string compose_edge_port(const model::Service& service) {
  if (!service.edge) return "";
  for (const model::Publish& publish : service.publish) {
    if (publish.container == service.edge->port) return std::to_string(publish.host);
  }
  for (const model::Publish& prefer : service.prefer) {
    if (prefer.container == service.edge->port) return preferred(prefer);
  }
  return "";
}

}  // namespace caisson::render
