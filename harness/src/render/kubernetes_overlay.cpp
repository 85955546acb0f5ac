#include "render/kubernetes_overlay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "render/kubernetes_amounts.hpp"
#include "render/kubernetes_object.hpp"
#include "render/kubernetes_workload.hpp"
#include "render/repository.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;

/// Of what is reserved: above it another pod is started.
constexpr int k_busy_percent = 80;

template <class Map>
auto value_of(const Map& map, const std::string& key) {
  const auto at = map.find(key);
  return at == map.end() ? std::nullopt : std::optional(at->second);
}

/// The files of one stage, a method a kind of change.
class OverlayBuilder {
 public:
  OverlayBuilder(KubernetesFolder& folder, const KubernetesGraph& graph,
                 const model::Overlay& overlay)
      : m_folder(folder), m_graph(graph), m_overlay(overlay) {}

  Result<void> build() {
    Json paths = Json::array();
    for (const auto& [name, service] : m_graph.services) {
      if (auto added = add_autoscaler(service); !added) return added;
      add_disruption_budget(service);
      std::vector<Json> patches = storage_patches(service);
      if (Json patch = workload_patch(service); !patch.is_null())
        patches.push_back(std::move(patch));
      if (patches.empty()) continue;
      const std::string file = fmt::format("patches/{}.yaml", service.name);
      m_folder.add(path_of(file), patches);
      paths.push_back({{"path", file}});
    }
    Json images = Json::array();
    if (auto added = add_images(images); !added) return added;
    Json resources = Json::array({"../../base"});
    if (!m_scaling.empty()) {
      m_folder.add(path_of("scaling.yaml"), m_scaling);
      resources.push_back("scaling.yaml");
    }
    Json document = kustomization();
    document["resources"] = std::move(resources);
    if (!paths.empty()) document["patches"] = std::move(paths);
    if (!images.empty()) document["images"] = std::move(images);
    m_folder.add(path_of("kustomization.yaml"), {document});
    return {};
  }

 private:
  std::string path_of(const std::string& file) const {
    return fmt::format("overlays/{}/{}", m_overlay.name, file);
  }

  /// The head of a change to an object of `base`.
  Json patch_of(const char* version, const char* kind, const std::string& name) const {
    return kubernetes_object(m_graph, version, kind, name);
  }

  Result<void> add_autoscaler(const KubernetesService& service) {
    const auto range = value_of(m_overlay.autoscale, service.service.name);
    if (!range) return {};
    const bool has_cpus = service.service.cpus > 0 ||
                          m_overlay.cpus.contains(service.service.name) ||
                          m_overlay.reserve_cpus.contains(service.service.name);
    if (!has_cpus) {
      return Error{ErrorKind::usage,
                   fmt::format("nobody can tell how busy `{}` is: it reserves no processors",
                               service.service.name),
                   m_overlay.declared_at,
                   fmt::format("say RESERVE_CPUS {}=0.1 where AUTOSCALE is", service.service.name)};
    }
    Json object = kubernetes_object(m_graph, "autoscaling/v2", "HorizontalPodAutoscaler",
                                    service.name, service);
    const Json target{{"type", "Utilization"}, {"averageUtilization", k_busy_percent}};
    object["spec"] = {
        {"scaleTargetRef",
         {{"apiVersion", "apps/v1"}, {"kind", service.kind()}, {"name", service.name}}},
        {"minReplicas", range->least},
        {"maxReplicas", range->most},
        {"metrics", Json::array({Json{{"type", "Resource"},
                                      {"resource", {{"name", "cpu"}, {"target", target}}}}})}};
    m_scaling.push_back(std::move(object));
    return {};
  }

  void add_disruption_budget(const KubernetesService& service) {
    const auto range = value_of(m_overlay.autoscale, service.service.name);
    const auto replicas = value_of(m_overlay.replicas, service.service.name);
    const bool is_many = (range && range->most > 1) || (replicas && *replicas > 1);
    if (is_many && service.service.replicas == 1)
      m_scaling.push_back(disruption_budget(m_graph, service));
  }

  /// Null: the workload is as in `base`.
  Json workload_patch(const KubernetesService& service) const {
    const std::string& name = service.service.name;
    Json spec;
    if (const auto replicas = value_of(m_overlay.replicas, name)) spec["replicas"] = *replicas;
    // The autoscaler's own from then on.
    if (m_overlay.autoscale.contains(name)) spec["replicas"] = nullptr;
    if (Json resources = changed_resources(name); !resources.empty()) {
      spec["template"]["spec"]["containers"] =
          Json::array({Json{{"name", service.name}, {"resources", std::move(resources)}}});
    }
    const auto bytes = value_of(m_overlay.storage_bytes, name);
    if (bytes) {
      if (Json templates = claim_templates(m_graph, service, *bytes); !templates.empty())
        spec["volumeClaimTemplates"] = std::move(templates);
    }
    if (spec.is_null()) return nullptr;
    Json patch =
        patch_of(service.service.completes ? "batch/v1" : "apps/v1", service.kind(), service.name);
    patch["spec"] = std::move(spec);
    return patch;
  }

  Json changed_resources(const std::string& name) const {
    Json resources = Json::object();
    Json limits = kubernetes_amounts(value_of(m_overlay.memory_bytes, name).value_or(0),
                                     value_of(m_overlay.cpus, name).value_or(0));
    Json requests = kubernetes_amounts(value_of(m_overlay.reserve_memory_bytes, name).value_or(0),
                                       value_of(m_overlay.reserve_cpus, name).value_or(0));
    if (!limits.empty()) resources["limits"] = std::move(limits);
    if (!requests.empty()) resources["requests"] = std::move(requests);
    return resources;
  }

  /// Of claims that are objects of their own: as much as any of their users wants.
  std::vector<Json> storage_patches(const KubernetesService& service) const {
    std::vector<Json> patches;
    for (const auto& [source, claim] : m_graph.claims) {
      if (claim.is_template || claim.users.front() != service.service.name) continue;
      std::int64_t bytes = 0;
      for (const std::string& user : claim.users)
        bytes = std::max(bytes, value_of(m_overlay.storage_bytes, user).value_or(0));
      if (bytes == 0) continue;
      Json patch = patch_of("v1", "PersistentVolumeClaim", claim.name);
      patch["spec"]["resources"]["requests"]["storage"] = kubernetes_bytes(bytes);
      patches.push_back(std::move(patch));
    }
    return patches;
  }

  /// kustomize knows images by what stands before the tag.
  Result<void> add_images(Json& images) const {
    for (const auto& [name, tag] : m_overlay.tags) {
      const std::string repository = repository_of(m_graph.stack.images.at(name).reference);
      bool is_used = false;
      for (const auto& [service_name, service] : m_graph.services) {
        const std::string& other = service.service.image;
        if (other == name) is_used = true;
        if (other != name && value_of(m_overlay.tags, other) != tag &&
            repository_of(m_graph.stack.images.at(other).reference) == repository) {
          return Error{ErrorKind::usage,
                       fmt::format("the tag of `{}` would be that of `{}`, too, which is also "
                                   "called `{}`",
                                   name, other, repository),
                       m_overlay.declared_at, fmt::format("give `{}` another REFERENCE", other)};
        }
      }
      const Json change{{"name", repository}, {"newTag", tag}};
      const bool is_new = std::find(images.begin(), images.end(), change) == images.end();
      if (is_used && is_new) images.push_back(change);
    }
    return {};
  }

  KubernetesFolder& m_folder;
  const KubernetesGraph& m_graph;
  const model::Overlay& m_overlay;
  std::vector<Json> m_scaling;
};

}  // namespace

Result<void> add_kubernetes_overlay(KubernetesFolder& folder, const KubernetesGraph& graph,
                                    const model::Overlay& overlay) {
  return OverlayBuilder(folder, graph, overlay).build();
}

}  // namespace caisson::render
