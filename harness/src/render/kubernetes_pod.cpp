#include "render/kubernetes_pod.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.hpp"
#include "base/json.hpp"
#include "render/escape.hpp"
#include "render/kubernetes_amounts.hpp"
#include "render/kubernetes_environment.hpp"
#include "render/kubernetes_files.hpp"
#include "render/kubernetes_names.hpp"
#include "render/kubernetes_object.hpp"
#include "render/kubernetes_probe.hpp"
#include "render/kubernetes_user.hpp"
#include "render/prober.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;

constexpr const char* k_prober_volume = "caisson-probe";

Json literals(const std::vector<std::string>& words) {
  Json list = Json::array();
  for (const std::string& word : words)
    list.push_back(doubled_dollars(word));
  return list;
}

/// Puts the prober into its volume, before anything else.
Json prober_container() {
  return {{"name", k_prober_volume},
          {"image", k_prober_image},
          {"imagePullPolicy", "IfNotPresent"},
          {"command", {"/probe", "install", k_prober}},
          {"securityContext", powerless()},
          {"volumeMounts",
           Json::array({Json{{"name", k_prober_volume}, {"mountPath", k_prober_folder}}})}};
}

/// The parts of one pod, a method a group of fields.
class PodBuilder {
 public:
  PodBuilder(const KubernetesGraph& graph, const KubernetesService& service)
      : m_graph(graph), m_service(service.service), m_names(service) {}

  Result<KubernetesPod> build(const FilesAt& files_at) {
    if (auto added = add_image(); !added) return added.error();
    if (auto added = add_environment(); !added) return added.error();
    if (auto added = add_kubernetes_probes(m_container, m_service); !added) return added.error();
    if (auto added = add_rights(); !added) return added.error();
    if (auto added = add_files(files_at); !added) return added.error();
    Result<KubernetesWaits> waits = kubernetes_waits(m_graph, m_names);
    if (!waits) return waits.error();
    m_made.waits = std::move(*waits);
    assemble();
    return std::move(m_made);
  }

 private:
  Result<void> add_image() {
    const auto image = m_graph.stack.images.find(m_service.image);
    if (image == m_graph.stack.images.end() || image->second.reference.empty()) {
      return Error{ErrorKind::usage,
                   fmt::format("the image `{}` of `{}` has no reference: no cluster can pull it",
                               m_service.image, m_service.name),
                   m_service.declared_at, "give the image a REFERENCE"};
    }
    m_container["name"] = m_names.name;
    m_container["image"] = image->second.reference;
    m_container["imagePullPolicy"] = "IfNotPresent";
    if (!m_service.entrypoint.empty()) m_container["command"] = literals(m_service.entrypoint);
    if (!m_service.command.empty()) m_container["args"] = literals(m_service.command);
    for (const std::uint16_t port : m_names.ports)
      m_container["ports"].push_back({{"name", port_name(port)}, {"containerPort", port}});
    return {};
  }

  Result<void> add_environment() {
    Result<KubernetesEnvironment> environment = kubernetes_environment(m_graph, m_names);
    if (!environment) return environment.error();
    if (!environment->from.empty()) m_container["envFrom"] = std::move(environment->from);
    if (!environment->entries.empty()) m_container["env"] = std::move(environment->entries);
    if (environment->config_map) m_made.config_maps.push_back(std::move(*environment->config_map));
    return {};
  }

  Result<void> add_rights() {
    const auto user = kubernetes_user(m_service);
    if (!user) return user.error();
    if (*user) {
      if ((*user)->user != 0) m_security["runAsNonRoot"] = true;
      m_security["runAsUser"] = (*user)->user;
      if (const auto group = (*user)->group) {
        m_security["runAsGroup"] = *group;
        // What it writes to is made by root.
        m_security["fsGroup"] = *group;
        m_security["fsGroupChangePolicy"] = "OnRootMismatch";
      }
    }
    m_security["seccompProfile"]["type"] = "RuntimeDefault";
    Json& context = m_container["securityContext"];
    context["allowPrivilegeEscalation"] = false;
    context["capabilities"]["drop"] = Json::array({"ALL"});
    if (!m_service.capabilities.empty()) context["capabilities"]["add"] = m_service.capabilities;
    context["readOnlyRootFilesystem"] = !m_service.writable_root;
    Json limits = kubernetes_amounts(m_service.memory_bytes, m_service.cpus);
    if (!limits.empty()) m_container["resources"]["limits"] = std::move(limits);
    return {};
  }

  Result<void> add_files(const FilesAt& files_at) {
    Result<KubernetesFiles> files = kubernetes_files(m_graph, m_names, files_at);
    if (!files) return files.error();
    m_volumes = std::move(files->volumes);
    Json mounts = std::move(files->mounts);
    std::move(files->config_maps.begin(), files->config_maps.end(),
              std::back_inserter(m_made.config_maps));
    if (is_asked_inside(m_service)) {
      m_volumes.push_back({{"name", k_prober_volume}, {"emptyDir", Json::object()}});
      mounts.push_back(
          {{"name", k_prober_volume}, {"mountPath", k_prober_folder}, {"readOnly", true}});
    }
    if (!mounts.empty()) m_container["volumeMounts"] = std::move(mounts);
    return {};
  }

  Json annotations() const {
    Json annotations = Json::object();
    for (const auto& [name, value] : m_service.labels) {
      if (is_kubernetes_key(name)) annotations[name] = value;
    }
    if (m_service.metrics) {
      annotations["prometheus.io/scrape"] = "true";
      annotations["prometheus.io/port"] = std::to_string(m_service.metrics->port);
      annotations["prometheus.io/path"] = m_service.metrics->path;
    }
    if (!m_made.config_maps.empty()) {
      constexpr std::size_t k_digits = 16;
      Sha256 hash;
      for (const Json& map : m_made.config_maps)
        hash.update(dump_json(map));
      annotations[k_configuration_annotation] = hash.hex().substr(0, k_digits);
    }
    return annotations;
  }

  void assemble() {
    Json& metadata = m_made.pod["metadata"];
    metadata["labels"] = labels_of(m_graph, m_names);
    if (Json said = annotations(); !said.empty()) metadata["annotations"] = std::move(said);
    Json& spec = m_made.pod["spec"];
    spec["serviceAccountName"] = m_names.name;
    spec["automountServiceAccountToken"] = false;
    spec["enableServiceLinks"] = false;
    spec["securityContext"] = std::move(m_security);
    Json first = Json::array();
    if (is_asked_inside(m_service)) first.push_back(prober_container());
    for (const Json& container : m_made.waits.containers)
      first.push_back(container);
    if (!first.empty()) spec["initContainers"] = std::move(first);
    spec["containers"] = Json::array({std::move(m_container)});
    if (!m_made.waits.rules.empty()) m_volumes.push_back(token_volume());
    if (!m_volumes.empty()) spec["volumes"] = std::move(m_volumes);
  }

  const KubernetesGraph& m_graph;
  const model::Service& m_service;
  const KubernetesService& m_names;
  Json m_container;
  Json m_security;
  Json m_volumes = Json::array();
  KubernetesPod m_made;
};

}  // namespace

Result<KubernetesPod> kubernetes_pod(const KubernetesGraph& graph, const KubernetesService& service,
                                     const FilesAt& files_at) {
  return PodBuilder(graph, service).build(files_at);
}

}  // namespace caisson::render
