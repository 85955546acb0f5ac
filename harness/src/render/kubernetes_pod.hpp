#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.hpp"
#include "render/kubernetes.hpp"
#include "render/kubernetes_graph.hpp"
#include "render/kubernetes_wait.hpp"

namespace caisson::render {

/// A pod of a service, and what goes with it.
struct KubernetesPod {
  nlohmann::ordered_json pod;  ///< `template` of the workload
  std::vector<nlohmann::ordered_json> config_maps;
  KubernetesWaits waits;
};

/// Errors: an image without a reference, and those of the parts: user, environment, files, probes,
/// waits.
Result<KubernetesPod> kubernetes_pod(const KubernetesGraph& graph, const KubernetesService& service,
                                     const FilesAt& files_at);

/// On a pod: changes with what its ConfigMaps hold, so that new configuration makes new pods.
inline constexpr const char* k_configuration_annotation = "dev.caisson.configuration";

}  // namespace caisson::render
