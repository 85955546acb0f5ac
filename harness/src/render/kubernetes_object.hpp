#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "render/kubernetes_graph.hpp"

namespace caisson::render {

/// The mode of a mounted file that the container, whoever it is, may read.
inline constexpr int k_readable_by_all = 0444;

/// The head of an object in the namespace of the graph: what it is and what it is called.
nlohmann::ordered_json kubernetes_object(const KubernetesGraph& graph, const char* version,
                                         const char* kind, const std::string& name);

/// The same for an object of a service, with the labels that say so.
nlohmann::ordered_json kubernetes_object(const KubernetesGraph& graph, const char* version,
                                         const char* kind, const std::string& name,
                                         const KubernetesService& service);

/// The labels that every object and every pod of a service has.
nlohmann::ordered_json labels_of(const KubernetesGraph& graph, const KubernetesService& service);

/// The label by which the pods of a service are selected.
nlohmann::ordered_json pods_of(const KubernetesService& service);

/// The same, as a selector.
nlohmann::ordered_json selector_of(const KubernetesService& service);

/// The name of a port, wherever one is named.
std::string port_name(std::uint16_t port);

}  // namespace caisson::render
