#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "model/stack.hpp"
#include "plan/plan.hpp"
#include "run/host_ports.hpp"

namespace caisson::cli {

/// On the ports of this machine, for the protocols we know: `http://127.0.0.1:20001`.
std::vector<std::string> direct_urls(const model::Service& service,
                                     const std::vector<engine::PublishedPort>& ports);

/// Through the edge, which is published on these ports: `https://api.shop.local`, with the port
/// when it is not 443. Empty when the edge is null or cannot be reached from outside.
std::vector<std::string> routed_urls(const model::Stack& stack, const model::Service& service,
                                     const model::Service* edge,
                                     const std::vector<engine::PublishedPort>& edge_ports);

/// The edge among what is planned; null: there is none.
const model::Service* edge_of(const plan::Plan& plan);

/// Tells, service by service, what can be opened as soon as it can: a routed URL is good when both
/// the service and the edge are ready.
class OpenUrls {
 public:
  struct Opened {
    std::string service;
    std::vector<std::string> urls;
  };

  /// Both outlive it.
  OpenUrls(const plan::Plan& plan, const run::HostPorts& ports);

  /// What can be opened now that this service is ready, and could not before.
  std::vector<Opened> ready(const std::string& service);

 private:
  const plan::Plan& m_plan;
  const run::HostPorts& m_ports;
  const model::Service* m_edge;
  std::set<std::string> m_ready;
};

}  // namespace caisson::cli
