#include "render/kubernetes_network.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "render/kubernetes_object.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;
using Ports = std::set<std::uint16_t>;

constexpr const char* k_policy_version = "networking.k8s.io/v1";
constexpr std::uint16_t k_dns_port = 53;

Json port_of(const char* protocol, std::uint16_t port) {
  return {{"protocol", protocol}, {"port", port}};
}

/// A rule for these peers, on these ports; on every port where the service tells of none.
Json rule(const char* direction, Json peers, const Ports& ports) {
  Json rule{{direction, std::move(peers)}};
  for (const std::uint16_t port : ports)
    rule["ports"].push_back(port_of("TCP", port));
  return rule;
}

Json pod_peer(const KubernetesService& service) {
  return Json::array({Json{{"podSelector", selector_of(service)}}});
}

Json namespace_peer(const char* label) {
  return Json::array({Json{{"namespaceSelector", {{"matchLabels", {{label, "true"}}}}}}});
}

/// The API server has no pod that a policy could name; these are its ports as a Service and behind.
Json api_rule() {
  return {{"ports", Json::array({port_of("TCP", 443), port_of("TCP", 6443)})}};
}

Json service_spec(const KubernetesService& service) {
  Json spec;
  if (service.ports.empty()) spec["clusterIP"] = "None";
  spec["selector"] = pods_of(service);
  for (const std::uint16_t port : service.ports) {
    spec["ports"].push_back(
        {{"name", port_name(port)}, {"port", port}, {"targetPort", port_name(port)}});
  }
  return spec;
}

}  // namespace

std::vector<Json> common_policies(const KubernetesGraph& graph) {
  Json nobody = kubernetes_object(graph, k_policy_version, "NetworkPolicy", "default-deny");
  nobody["spec"] = {{"podSelector", Json::object()}, {"policyTypes", {"Ingress", "Egress"}}};
  Json dns = kubernetes_object(graph, k_policy_version, "NetworkPolicy", "dns");
  const Json peer{
      {"namespaceSelector", {{"matchLabels", {{"kubernetes.io/metadata.name", "kube-system"}}}}},
      {"podSelector", {{"matchLabels", {{"k8s-app", "kube-dns"}}}}}};
  const Json ports = Json::array({port_of("UDP", k_dns_port), port_of("TCP", k_dns_port)});
  dns["spec"] = {{"podSelector", Json::object()},
                 {"policyTypes", Json::array({"Egress"})},
                 {"egress", Json::array({Json{{"to", Json::array({peer})}, {"ports", ports}}})}};
  return {nobody, dns};
}

Json edges_policy(const KubernetesGraph& graph, const KubernetesService& service, bool asks_api) {
  Json ingress = Json::array();
  Json egress = Json::array();
  for (const std::string& from : service.reached_by)
    ingress.push_back(rule("from", pod_peer(graph.services.at(from)), service.ports));
  Ports routed;
  for (const model::Route& route : service.service.routes)
    routed.insert(route.port);
  if (!routed.empty()) ingress.push_back(rule("from", namespace_peer(k_ingress_label), routed));
  if (const auto& metrics = service.service.metrics)
    ingress.push_back(rule("from", namespace_peer(k_metrics_label), {metrics->port}));
  for (const std::string& to : service.reaches) {
    const KubernetesService& other = graph.services.at(to);
    egress.push_back(rule("to", pod_peer(other), other.ports));
  }
  if (asks_api) egress.push_back(api_rule());
  Json object =
      kubernetes_object(graph, k_policy_version, "NetworkPolicy", service.name + "-edges", service);
  object["spec"] = {{"podSelector", selector_of(service)}, {"policyTypes", {"Ingress", "Egress"}}};
  if (!ingress.empty()) object["spec"]["ingress"] = std::move(ingress);
  if (!egress.empty()) object["spec"]["egress"] = std::move(egress);
  return object;
}

std::vector<Json> kubernetes_names_of(const KubernetesGraph& graph,
                                      const KubernetesService& service) {
  std::vector<Json> objects;
  if (service.ports.empty() && service.reached_by.empty() && !service.is_stateful) return objects;
  Json own = kubernetes_object(graph, "v1", "Service", service.service_name(), service);
  own["spec"] = service_spec(service);
  objects.push_back(std::move(own));
  const std::string target =
      fmt::format("{}.{}.svc.cluster.local", service.service_name(), graph.name);
  for (const std::string& name : service.other_names) {
    Json other = kubernetes_object(graph, "v1", "Service", name, service);
    other["spec"] = {{"type", "ExternalName"}, {"externalName", target}};
    objects.push_back(std::move(other));
  }
  return objects;
}

Json ingress(const KubernetesGraph& graph, const KubernetesService& service) {
  Json rules = Json::array();
  Json hosts = Json::array();
  for (const model::Route& route : service.service.routes) {
    const std::string host = fmt::format("{}.{}", route.host, graph.stack.domain);
    const Json backend{
        {"service",
         {{"name", service.service_name()}, {"port", {{"name", port_name(route.port)}}}}}};
    const Json path{{"path", "/"}, {"pathType", "Prefix"}, {"backend", backend}};
    rules.push_back({{"host", host}, {"http", {{"paths", Json::array({path})}}}});
    hosts.push_back(host);
  }
  Json object = kubernetes_object(graph, k_policy_version, "Ingress", service.name, service);
  object["spec"] = {
      {"tls", Json::array({Json{{"hosts", hosts}, {"secretName", certificate_secret(graph)}}})},
      {"rules", rules}};
  return object;
}

std::string certificate_secret(const KubernetesGraph& graph) {
  return graph.name + "-tls";
}

}  // namespace caisson::render
