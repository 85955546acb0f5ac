#include "base/json.hpp"
#include "model/names.hpp"
#include "render/graph.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;

Json publish_of(const model::Service& service) {
  Json list = Json::array();
  for (const model::Publish& publish : service.publish) {
    list.push_back({{"host", publish.host}, {"container", publish.container}});
  }
  return list;
}

Json service_json(const GraphNode& node) {
  const model::Service& service = *node.service;
  Json json{{"name", service.name},
            {"image", node.image},
            {"ports", service.ports},
            {"publish", publish_of(service)},
            {"profile", service.profile},
            {"completes", service.completes},
            {"declared_at", service.declared_at}};
  if (service.backend != model::Backend::container)
    json["backend"] = model::to_string(service.backend);
  if (service.healthcheck) json["healthcheck"] = model::to_string(service.healthcheck->kind);
  return json;
}

}  // namespace

std::string graph_json(const plan::Plan& plan) {
  const Graph graph = graph_of(plan);
  Json json{{"schema", 1},
            {"stack", graph.stack},
            {"mode", graph.mode},
            {"services", Json::array()},
            {"edges", Json::array()}};
  for (const GraphNode& node : graph.nodes)
    json["services"].push_back(service_json(node));
  for (const GraphEdge& edge : graph.edges) {
    json["edges"].push_back({{"from", graph.nodes[edge.from].service->name},
                             {"to", graph.nodes[edge.to].service->name},
                             {"kind", kind_of(edge)}});
  }
  return dump_json(json, 2) + "\n";
}

}  // namespace caisson::render
