#include "render/ports.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace caisson::render {
namespace {

std::string_view scheme_of(const model::Service& service, std::uint16_t port) {
  if (service.edge && service.edge->port == port) return "https";
  const auto leads_here = [port](const model::Route& route) { return route.port == port; };
  const auto asks_here = [port](const std::optional<model::HealthCheck>& check) {
    return check && check->kind == model::HealthCheck::Kind::http && check->port == port;
  };
  const bool is_web = std::any_of(service.routes.begin(), service.routes.end(), leads_here) ||
                      asks_here(service.healthcheck) || asks_here(service.liveness) ||
                      (service.metrics && service.metrics->port == port);
  return is_web ? "http" : "";
}

}  // namespace

std::vector<OpenPort> open_ports(const model::Service& service) {
  std::vector<std::uint16_t> ports = service.ports;
  for (const auto* published : {&service.publish, &service.prefer}) {
    for (const model::Publish& publish : *published) {
      if (std::find(ports.begin(), ports.end(), publish.container) == ports.end())
        ports.push_back(publish.container);
    }
  }
  std::vector<OpenPort> open;
  for (const std::uint16_t port : ports) {
    const std::string label =
        ports.size() == 1 ? service.name : fmt::format("{} {}", service.name, port);
    open.push_back({port, label, scheme_of(service, port)});
  }
  return open;
}

std::vector<OpenPort> debug_ports(const model::Service& service) {
  if (!service.debug) return {};
  return {{service.debug->port, service.name + " debugger", ""}};
}

}  // namespace caisson::render
