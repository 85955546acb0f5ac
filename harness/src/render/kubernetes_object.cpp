#include "render/kubernetes_object.hpp"

namespace caisson::render {

using Json = nlohmann::ordered_json;

Json kubernetes_object(const KubernetesGraph& graph, const char* version, const char* kind,
                       const std::string& name) {
  return {{"apiVersion", version},
          {"kind", kind},
          {"metadata", {{"name", name}, {"namespace", graph.name}}}};
}

Json kubernetes_object(const KubernetesGraph& graph, const char* version, const char* kind,
                       const std::string& name, const KubernetesService& service) {
  Json object = kubernetes_object(graph, version, kind, name);
  object["metadata"]["labels"] = labels_of(graph, service);
  return object;
}

Json labels_of(const KubernetesGraph& graph, const KubernetesService& service) {
  Json labels = pods_of(service);
  labels["app.kubernetes.io/part-of"] = graph.name;
  labels["app.kubernetes.io/managed-by"] = "caisson";
  return labels;
}

Json pods_of(const KubernetesService& service) {
  return {{"app.kubernetes.io/name", service.name}};
}

Json selector_of(const KubernetesService& service) {
  return {{"matchLabels", pods_of(service)}};
}

std::string port_name(std::uint16_t port) {
  return "tcp-" + std::to_string(port);
}

}  // namespace caisson::render
