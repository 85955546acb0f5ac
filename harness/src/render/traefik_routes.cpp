#include "render/traefik_routes.hpp"

#include <fmt/format.h>

#include <map>

#include "base/json.hpp"
#include "plan/hosts.hpp"

namespace caisson::render {
namespace {

using Json = nlohmann::ordered_json;

struct Target {
  const model::Service* service = nullptr;
  std::uint16_t port = 0;
};

std::map<std::string, Target> targets_of(const model::Stack& stack,
                                         const std::set<std::string>& planned) {
  std::map<std::string, Target> targets;
  for (const auto& [name, service] : stack.services) {
    for (const model::Route& route : service.routes) {
      const auto [at, fresh] = targets.try_emplace(route.host, Target{&service, route.port});
      const bool better = planned.contains(name) && !planned.contains(at->second.service->name);
      if (!fresh && better) at->second = {&service, route.port};
    }
  }
  return targets;
}

}  // namespace

Json traefik_routes_document(const model::Stack& stack, const model::Service& edge,
                             const std::set<std::string>& planned) {
  Json routers = Json::object();
  Json services = Json::object();
  for (const auto& [host, target] : targets_of(stack, planned)) {
    const bool own = target.service->name == edge.name;
    const std::string address = own ? "127.0.0.1" : plan::cluster_name(stack, target.service->name);
    const std::string name = fmt::format("{}-{}", target.service->name, target.port);
    routers[host] = {{"rule", fmt::format("Host(`{}.{}`)", host, stack.domain)},
                     {"entryPoints", {"websecure"}},
                     {"tls", Json::object()},
                     {"service", name}};
    const std::string url = fmt::format("http://{}:{}", address, target.port);
    services[name] = {{"loadBalancer", {{"servers", Json::array({{{"url", url}}})}}}};
  }
  // Traefik refuses `routers` with nothing in it.
  Json document = Json::object();
  if (!routers.empty()) document["http"] = {{"routers", routers}, {"services", services}};
  return document;
}

std::string traefik_routes(const model::Stack& stack, const model::Service& edge,
                           const std::set<std::string>& planned) {
  return dump_json(traefik_routes_document(stack, edge, planned), 2) + "\n";
}

}  // namespace caisson::render
