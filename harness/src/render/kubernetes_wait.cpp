#include "render/kubernetes_wait.hpp"

#include <fmt/format.h>

#include "render/kubernetes_object.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;
using model::Condition;

constexpr const char* k_kubectl_image = "registry.k8s.io/kubectl:v1.33.13";
constexpr const char* k_token_folder = "/var/run/secrets/kubernetes.io/serviceaccount";
constexpr int k_nobody = 65534;
/// Then the container ends, and the kubelet has it wait again.
constexpr const char* k_patience = "--timeout=1h";

Json wait_container(const KubernetesService& other, const char* image) {
  return {{"name", "wait-for-" + other.name},
          {"image", image},
          {"imagePullPolicy", "IfNotPresent"},
          {"securityContext", powerless()}};
}

/// Whether a connection from one to the other says that the other is ready.
bool can_connect(const KubernetesService& service, const KubernetesService& other) {
  return service.reaches.contains(other.service.name) && other.service.healthcheck &&
         !other.ports.empty();
}

std::uint16_t port_to_try(const KubernetesService& other) {
  const std::uint16_t asked = other.service.healthcheck->port;
  return asked != 0 ? asked : *other.ports.begin();
}

Json wait_for_service(const KubernetesGraph& graph, const KubernetesService& other) {
  Json container = wait_container(other, k_prober_image);
  container["command"] = {"/probe", "wait",
                          fmt::format("{}.{}.svc.cluster.local", other.service_name(), graph.name),
                          std::to_string(port_to_try(other))};
  return container;
}

class WaitsBuilder {
 public:
  WaitsBuilder(const KubernetesGraph& graph, const KubernetesService& service)
      : m_graph(graph), m_service(service) {}

  Result<KubernetesWaits> build() {
    for (const model::Dependency& dependency : m_service.service.depends) {
      const KubernetesService& other = m_graph.services.at(dependency.service);
      if (dependency.condition == Condition::healthy && can_connect(m_service, other)) {
        m_waits.containers.push_back(wait_for_service(m_graph, other));
      } else if (dependency.condition == Condition::completed) {
        ask_api(other, "Complete", "job/" + other.name);
        m_jobs.push_back(other.name);
      } else if (other.service.completes) {
        return refusal(other.service.name);
      } else {
        const bool healthy = dependency.condition == Condition::healthy;
        wait_for_pods(other, healthy ? "condition=Ready" : "jsonpath={.status.phase}=Running");
      }
    }
    add_rules();
    return std::move(m_waits);
  }

 private:
  Error refusal(const std::string& other) const {
    return Error{ErrorKind::usage,
                 fmt::format("Kubernetes cannot tell `{}` when the one-shot `{}` has started",
                             m_service.service.name, other),
                 m_service.service.declared_at, fmt::format("say `{}:completed`", other)};
  }

  /// The first pod of those that have fixed names, else all that there are.
  void wait_for_pods(const KubernetesService& other, const std::string& until) {
    if (other.is_stateful) {
      m_pods.push_back(other.name + "-0");
      ask_api(other, until, "pod/" + m_pods.back());
    } else {
      m_any_pod = true;
      ask_api(other, until, "pod", "--selector=app.kubernetes.io/name=" + other.name);
    }
  }

  template <class... Words>
  void ask_api(const KubernetesService& other, const std::string& until, const Words&... what) {
    Json container = wait_container(other, k_kubectl_image);
    const bool is_condition = until.find('=') == std::string::npos;
    container["args"] = {"wait", "--namespace=" + m_graph.name, k_patience,
                         (is_condition ? "--for=condition=" : "--for=") + until, what...};
    container["volumeMounts"] = Json::array(
        {Json{{"name", k_token_volume}, {"mountPath", k_token_folder}, {"readOnly", true}}});
    m_waits.containers.push_back(std::move(container));
  }

  void add_rules() {
    if (!m_jobs.empty()) add_rule("batch", "jobs", m_jobs);
    if (m_any_pod) {
      add_rule("", "pods", {});
    } else if (!m_pods.empty()) {
      add_rule("", "pods", m_pods);
    }
  }

  void add_rule(const char* group, const char* resource, const std::vector<std::string>& names) {
    Json rule{{"apiGroups", Json::array({group})},
              {"resources", Json::array({resource})},
              {"verbs", {"get", "list", "watch"}}};
    if (!names.empty()) rule["resourceNames"] = names;
    m_waits.rules.push_back(std::move(rule));
  }

  const KubernetesGraph& m_graph;
  const KubernetesService& m_service;
  KubernetesWaits m_waits;
  std::vector<std::string> m_jobs;
  std::vector<std::string> m_pods;
  bool m_any_pod = false;
};

}  // namespace

Json powerless() {
  return {{"allowPrivilegeEscalation", false},
          {"capabilities", {{"drop", Json::array({"ALL"})}}},
          {"readOnlyRootFilesystem", true},
          {"runAsNonRoot", true},
          {"runAsUser", k_nobody},
          {"runAsGroup", k_nobody}};
}

Result<KubernetesWaits> kubernetes_waits(const KubernetesGraph& graph,
                                         const KubernetesService& service) {
  return WaitsBuilder(graph, service).build();
}

std::vector<Json> kubernetes_rights(const KubernetesGraph& graph, const KubernetesService& service,
                                    const KubernetesWaits& waits) {
  if (waits.rules.empty()) return {};
  constexpr const char* k_version = "rbac.authorization.k8s.io/v1";
  Json role = kubernetes_object(graph, k_version, "Role", service.name, service);
  role["rules"] = waits.rules;
  Json binding = kubernetes_object(graph, k_version, "RoleBinding", service.name, service);
  binding["roleRef"] = {
      {"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "Role"}, {"name", service.name}};
  binding["subjects"] = Json::array(
      {Json{{"kind", "ServiceAccount"}, {"name", service.name}, {"namespace", graph.name}}});
  return {role, binding};
}

Json token_volume() {
  const Json token{{"serviceAccountToken", {{"path", "token"}}}};
  const Json authority{{"configMap",
                        {{"name", "kube-root-ca.crt"},
                         {"items", Json::array({Json{{"key", "ca.crt"}, {"path", "ca.crt"}}})}}}};
  return {{"name", k_token_volume},
          {"projected",
           {{"defaultMode", k_readable_by_all}, {"sources", Json::array({token, authority})}}}};
}

}  // namespace caisson::render
