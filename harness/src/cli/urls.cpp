#include "cli/urls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "model/edge.hpp"

namespace caisson::cli {
namespace {

constexpr std::uint16_t k_https = 443;

/// How a client on this machine would write the service's address, for the protocols we know.
std::optional<std::string> url_of(const model::Service& service, std::uint16_t container,
                                  std::uint16_t host) {
  using Kind = model::HealthCheck::Kind;
  if (service.edge && container == service.edge->port) return std::nullopt;  // TLS, by its names
  const auto routed = [container](const model::Route& route) { return route.port == container; };
  const bool is_web = std::any_of(service.routes.begin(), service.routes.end(), routed);
  const auto& check = service.healthcheck;
  const bool checked = check && check->port == container;
  if (is_web || (checked && check->kind == Kind::http)) {
    return fmt::format("http://127.0.0.1:{}", host);
  }
  if (checked && check->kind == Kind::postgres) {
    return fmt::format("postgresql://{}@127.0.0.1:{}/{}", check->login, host, check->database);
  }
  if (checked && check->kind == Kind::redis) return fmt::format("redis://127.0.0.1:{}", host);
  return std::nullopt;
}

}  // namespace

const model::Service* edge_of(const plan::Plan& plan) {
  return model::find_edge(*plan.stack, [&](const std::string& name) {
    return std::any_of(plan.steps.begin(), plan.steps.end(),
                       [&](const plan::Step& step) { return step.service->name == name; });
  });
}

std::vector<std::string> direct_urls(const model::Service& service,
                                     const std::vector<engine::PublishedPort>& ports) {
  std::vector<std::string> urls;
  for (const auto& port : ports) {
    if (auto url = url_of(service, port.container, port.host)) urls.push_back(std::move(*url));
  }
  return urls;
}

std::vector<std::string> routed_urls(const model::Stack& stack, const model::Service& service,
                                     const model::Service* edge,
                                     const std::vector<engine::PublishedPort>& edge_ports) {
  std::vector<std::string> urls;
  if (edge == nullptr) return urls;
  const auto port = std::find_if(
      edge_ports.begin(), edge_ports.end(),
      [&](const engine::PublishedPort& one) { return one.container == edge->edge->port; });
  if (port == edge_ports.end() || port->host == 0) return urls;
  for (const model::Route& route : service.routes) {
    std::string url = fmt::format("https://{}.{}", route.host, stack.domain);
    if (port->host != k_https) url += fmt::format(":{}", port->host);
    urls.push_back(std::move(url));
  }
  return urls;
}

OpenUrls::OpenUrls(const plan::Plan& plan, const run::HostPorts& ports)
    : m_plan(plan), m_ports(ports), m_edge(edge_of(plan)) {}

std::vector<OpenUrls::Opened> OpenUrls::ready(const std::string& service) {
  m_ready.insert(service);
  const bool through_edge = m_edge != nullptr && m_ready.contains(m_edge->name);
  std::vector<Opened> opened;
  for (const plan::Step& step : m_plan.steps) {
    const model::Service& one = *step.service;
    const bool is_it = one.name == service;
    const bool now_routed = through_edge && service == m_edge->name && m_ready.contains(one.name);
    if (!is_it && !now_routed) continue;
    Opened what{one.name, {}};
    if (through_edge) what.urls = routed_urls(*m_plan.stack, one, m_edge, m_ports.known(*m_edge));
    if (is_it) {
      const auto direct = direct_urls(one, m_ports.known(one));
      what.urls.insert(what.urls.end(), direct.begin(), direct.end());
    }
    if (!what.urls.empty()) opened.push_back(std::move(what));
  }
  return opened;
}

}  // namespace caisson::cli
