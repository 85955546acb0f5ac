#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "render/kubernetes_graph.hpp"

namespace caisson::render {

/// On a namespace: its pods are the ingress controller, or ask for METRICS.
inline constexpr const char* k_ingress_label = "dev.caisson.ingress";
inline constexpr const char* k_metrics_label = "dev.caisson.metrics";

/// What holds for every pod of the namespace: it speaks to nobody but the cluster's DNS, and nobody
/// speaks to it.
std::vector<nlohmann::ordered_json> common_policies(const KubernetesGraph& graph);

/// What a service may do beyond: speak to whom it DEPENDS on or WANTS, on their ports, and be
/// spoken to by its dependants, by the ingress controller where it has a ROUTE, and by who reads
/// its METRICS; to the API server where its pods wait for what that knows.
nlohmann::ordered_json edges_policy(const KubernetesGraph& graph, const KubernetesService& service,
                                    bool asks_api);

/// Its Services: the one under its cluster name, and those by which it is reached under others.
std::vector<nlohmann::ordered_json> kubernetes_names_of(const KubernetesGraph& graph,
                                                        const KubernetesService& service);

/// Its ROUTEs, over TLS with a certificate from the Secret of `certificate_secret`.
nlohmann::ordered_json ingress(const KubernetesGraph& graph, const KubernetesService& service);

std::string certificate_secret(const KubernetesGraph& graph);

}  // namespace caisson::render
