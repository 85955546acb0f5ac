#include "render/kubernetes_losses.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "render/kubernetes_files.hpp"
#include "render/kubernetes_names.hpp"
#include "render/kubernetes_user.hpp"
#include "render/kubernetes_wait.hpp"

namespace caisson::render {
namespace {

class LossNotes {
 public:
  explicit LossNotes(const KubernetesGraph& graph) : m_graph(graph), m_losses(graph.losses) {}

  std::vector<std::string> take() {
    note_names(m_graph.edges, "left out, the cluster's ingress controller does as much");
    note(
        [](const model::Service& service) { return !is_never_root(service); },
        "it may run as root, as far as Kubernetes is told, say RUN_AS with a number that is not 0");
    note([](const model::Service& s) { return !s.publish.empty() || !s.prefer.empty(); },
         "no port of a host leads to it, a ROUTE or `kubectl port-forward` does");
    note(
        [&](const model::Service& service) {
          return std::any_of(service.volumes.begin(), service.volumes.end(),
                             [&](const model::Volume& volume) {
                               return is_in_image(m_graph.stack, service, volume);
                             });
        },
        "the sources are those that its image was made with");
    note(
        [](const model::Service& service) {
          return std::any_of(service.labels.begin(), service.labels.end(),
                             [](const auto& label) { return !is_kubernetes_key(label.first); });
        },
        "a name of its LABELS cannot be one of an annotation");
    note_scale();
    note_shared_data();
    note_waits();
    return std::move(m_losses);
  }

 private:
  void note_names(const std::vector<std::string>& names, std::string_view what) {
    if (!names.empty()) m_losses.push_back(fmt::format("{}: `{}`", what, join(names, "`, `")));
  }

  template <class Has>
  void note(Has has, std::string_view what) {
    std::vector<std::string> names;
    for (const auto& [name, service] : m_graph.services) {
      if (has(service.service)) names.push_back(name);
    }
    note_names(names, what);
  }

  void note_scale() {
    std::vector<std::string> names;
    for (const auto& [name, service] : m_graph.services) {
      if (service.is_stateful && is_scaled(service)) names.push_back(name);
    }
    note_names(names, "each of its replicas has data of its own");
  }

  bool is_scaled(const KubernetesService& service) const {
    const std::string& name = service.service.name;
    return service.service.replicas > 1 ||
           std::any_of(m_graph.stack.overlays.begin(), m_graph.stack.overlays.end(),
                       [&](const auto& entry) {
                         const auto replicas = entry.second.replicas.find(name);
                         return entry.second.autoscale.contains(name) ||
                                (replicas != entry.second.replicas.end() && replicas->second > 1);
                       });
  }

  void note_shared_data() {
    for (const auto& [source, claim] : m_graph.claims) {
      if (claim.users.size() > 1)
        note_names(claim.users,
                   fmt::format("`{}` wants a storage class that gives ReadWriteMany", claim.name));
    }
  }

  void note_waits() {
    std::vector<std::string> names;
    for (const auto& [name, service] : m_graph.services) {
      const auto waits = kubernetes_waits(m_graph, service);
      if (waits && !waits->rules.empty()) names.push_back(name);
    }
    note_names(names,
               "to ask the API server it may speak to anybody on 443 and 6443, whose address only "
               "the cluster knows");
  }

  const KubernetesGraph& m_graph;
  std::vector<std::string> m_losses;
};

}  // namespace

std::vector<std::string> kubernetes_losses(const KubernetesGraph& graph) {
  return LossNotes(graph).take();
}

}  // namespace caisson::render
