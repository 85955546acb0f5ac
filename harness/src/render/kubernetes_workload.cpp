#include "render/kubernetes_workload.hpp"

#include "render/kubernetes_amounts.hpp"
#include "render/kubernetes_network.hpp"
#include "render/kubernetes_object.hpp"
#include "render/kubernetes_pod.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;
using Objects = std::vector<Json>;

/// What fails is not run again unless RESTART says so; a pod that was evicted or could not wait is
/// none that failed.
void add_end(Json& spec, const KubernetesService& service, Json& pod) {
  constexpr int k_tries = 6;
  spec["backoffLimit"] = k_tries;
  const std::string& restart = service.service.restart;
  const bool again = restart == "on-failure" || restart == "always";
  pod["spec"]["restartPolicy"] = again ? "OnFailure" : "Never";
  if (again) return;
  const Json failed{
      {"action", "FailJob"},
      {"onExitCodes",
       {{"containerName", service.name}, {"operator", "NotIn"}, {"values", Json::array({0})}}}};
  const Json evicted{
      {"action", "Ignore"},
      {"onPodConditions", Json::array({Json{{"type", "DisruptionTarget"}, {"status", "True"}}})}};
  spec["podFailurePolicy"]["rules"] = Json::array({evicted, failed});
}

Json workload(const KubernetesGraph& graph, const KubernetesService& service, Json pod) {
  const bool completes = service.service.completes;
  Json object = kubernetes_object(graph, completes ? "batch/v1" : "apps/v1", service.kind(),
                                  service.name, service);
  Json& spec = object["spec"];
  if (completes) {
    add_end(spec, service, pod);
  } else {
    spec["replicas"] = service.service.replicas;
    spec["selector"] = selector_of(service);
  }
  if (service.is_stateful) spec["serviceName"] = service.service_name();
  spec["template"] = std::move(pod);
  if (Json templates = claim_templates(graph, service, k_default_storage); !templates.empty())
    spec["volumeClaimTemplates"] = std::move(templates);
  return object;
}

/// The claims that stand for themselves, with the first service that uses them.
void add_claims(Objects& objects, const KubernetesGraph& graph, const KubernetesService& service) {
  for (const auto& [source, claim] : graph.claims) {
    if (claim.is_template || claim.users.front() != service.service.name) continue;
    Json object = kubernetes_object(graph, "v1", "PersistentVolumeClaim", claim.name, service);
    object["spec"] = claim_spec(claim, k_default_storage);
    objects.push_back(std::move(object));
  }
}

void append(Objects& objects, Objects more) {
  std::move(more.begin(), more.end(), std::back_inserter(objects));
}

}  // namespace

Json claim_spec(const KubernetesClaim& claim, std::int64_t bytes) {
  const bool by_many = claim.users.size() > 1;
  return {{"accessModes", Json::array({by_many ? "ReadWriteMany" : "ReadWriteOnce"})},
          {"resources", {{"requests", {{"storage", kubernetes_bytes(bytes)}}}}}};
}

Json claim_templates(const KubernetesGraph& graph, const KubernetesService& service,
                     std::int64_t bytes) {
  Json templates = Json::array();
  for (const auto& [source, claim] : graph.claims) {
    if (!claim.is_template || claim.users.front() != service.service.name) continue;
    templates.push_back(
        {{"metadata", {{"name", claim.name}, {"labels", labels_of(graph, service)}}},
         {"spec", claim_spec(claim, bytes)}});
  }
  return templates;
}

Json disruption_budget(const KubernetesGraph& graph, const KubernetesService& service) {
  Json object = kubernetes_object(graph, "policy/v1", "PodDisruptionBudget", service.name, service);
  object["spec"] = {{"maxUnavailable", 1}, {"selector", selector_of(service)}};
  return object;
}

Result<Objects> kubernetes_objects(const KubernetesGraph& graph, const KubernetesService& service,
                                   const FilesAt& files_at) {
  Result<KubernetesPod> pod = kubernetes_pod(graph, service, files_at);
  if (!pod) return pod.error();
  Json account = kubernetes_object(graph, "v1", "ServiceAccount", service.name, service);
  account["automountServiceAccountToken"] = false;
  Objects objects{std::move(account)};
  append(objects, kubernetes_rights(graph, service, pod->waits));
  append(objects, std::move(pod->config_maps));
  add_claims(objects, graph, service);
  append(objects, kubernetes_names_of(graph, service));
  const bool asks_api = !pod->waits.rules.empty();
  objects.push_back(workload(graph, service, std::move(pod->pod)));
  if (service.service.replicas > 1 && !service.service.completes)
    objects.push_back(disruption_budget(graph, service));
  objects.push_back(edges_policy(graph, service, asks_api));
  if (!service.service.routes.empty()) objects.push_back(ingress(graph, service));
  return objects;
}

}  // namespace caisson::render
