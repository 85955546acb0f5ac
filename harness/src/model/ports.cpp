#include "model/ports.hpp"

namespace caisson::model {

std::set<std::uint16_t> ports_of(const Service& service) {
  std::set<std::uint16_t> ports(service.ports.begin(), service.ports.end());
  for (const auto* published : {&service.publish, &service.prefer}) {
    for (const Publish& publish : *published)
      ports.insert(publish.container);
  }
  for (const Route& route : service.routes)
    ports.insert(route.port);
  if (service.healthcheck) ports.insert(service.healthcheck->port);
  if (service.metrics) ports.insert(service.metrics->port);
  ports.erase(0);
  return ports;
}

std::uint16_t main_port(const Service& service) {
  if (service.healthcheck && service.healthcheck->port != 0) return service.healthcheck->port;
  if (!service.ports.empty()) return service.ports.front();
  const std::set<std::uint16_t> ports = ports_of(service);
  return ports.empty() ? std::uint16_t{0} : *ports.begin();
}

}  // namespace caisson::model
