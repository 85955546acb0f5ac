#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "render/kubernetes.hpp"
#include "render/kubernetes_graph.hpp"

namespace caisson::render {

/// The objects of one service, in the order in which they stand in its file: account and rights,
/// configuration, storage, names, the workload itself, edges. Errors as `kubernetes_pod`.
Result<std::vector<nlohmann::ordered_json>> kubernetes_objects(const KubernetesGraph& graph,
                                                               const KubernetesService& service,
                                                               const FilesAt& files_at);

/// A claim's `spec` for so many bytes.
nlohmann::ordered_json claim_spec(const KubernetesClaim& claim, std::int64_t bytes);

/// What a claim asks for unless an overlay says more.
inline constexpr std::int64_t k_default_storage = std::int64_t{1} << 30;

/// `volumeClaimTemplates` of a service for so many bytes each.
nlohmann::ordered_json claim_templates(const KubernetesGraph& graph,
                                       const KubernetesService& service, std::int64_t bytes);

/// Keeps a drain of nodes from taking more than one of several pods at a time.
nlohmann::ordered_json disruption_budget(const KubernetesGraph& graph,
                                         const KubernetesService& service);

}  // namespace caisson::render
