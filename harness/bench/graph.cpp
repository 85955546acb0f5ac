#include "bench/graph.hpp"

#include <nlohmann/json.hpp>

namespace caisson::bench {
namespace {

using nlohmann::ordered_json;

ordered_json command_of(const Graph& graph, int index) {
  const int delay =
      graph.delays_ms.empty() ? 0 : graph.delays_ms.at(static_cast<std::size_t>(index));
  ordered_json command = {"/server", std::to_string(k_port), std::to_string(delay)};
  if (!graph.stamp_dir.empty()) command.push_back("/stamps/" + service_name(index));
  return command;
}

}  // namespace

std::string service_name(int index) {
  return "s" + std::to_string(index);
}

std::string to_manifest(const Graph& graph) {
  ordered_json services = ordered_json::object();
  ordered_json roots = ordered_json::array();
  for (int index = 0; index < graph.services; ++index) {
    ordered_json service = {
        {"declared_at", "bench:1"},
        {"image", "server"},
        {"entrypoint", command_of(graph, index)},
        {"healthcheck", {{"kind", "http"}, {"path", "/"}, {"port", k_port}, {"within_ms", 60000}}},
    };
    if (graph.chain && index > 0)
      service["depends"] = {{{"service", service_name(index - 1)}, {"condition", "healthy"}}};
    if (!graph.stamp_dir.empty())
      service["volumes"] = {
          {{"source", graph.stamp_dir + "/" + service_name(index)}, {"target", "/stamps"}}};
    if (graph.is_published) service["ports"] = {k_port};
    roots.push_back(service_name(index));
    services[service_name(index)] = service;
  }
  const ordered_json manifest = {
      {"schema", 1},
      {"generator", {{"name", "Caisson"}, {"version", "bench"}, {"cmake", ""}}},
      {"stack",
       {{"name", graph.name},
        {"domain", ""},
        {"declared_at", "bench:1"},
        {"source_dir", "/bench/" + graph.name},
        {"build_dir", "/bench"},
        {"config", ""}}},
      {"images", {{"server", {{"declared_at", "bench:1"}, {"reference", graph.image}}}}},
      {"services", services},
      {"modes", {{"all", {{"declared_at", "bench:1"}, {"services", roots}, {"default", true}}}}},
  };
  return manifest.dump(1);
}

std::string to_compose(const Graph& graph) {
  ordered_json services = ordered_json::object();
  for (int index = 0; index < graph.services; ++index) {
    ordered_json service = {
        {"image", graph.image},
        {"entrypoint", command_of(graph, index)},
        {"healthcheck",
         {{"test", {"CMD", "/server", "--check", std::to_string(k_port)}},
          {"interval", std::to_string(graph.check_every_ms) + "ms"},
          {"timeout", "5s"},
          {"retries", 100}}},
    };
    if (graph.chain && index > 0)
      service["depends_on"] = {{service_name(index - 1), {{"condition", "service_healthy"}}}};
    services[service_name(index)] = service;
  }
  return ordered_json{{"name", graph.name}, {"services", services}}.dump(1);
}

}  // namespace caisson::bench
