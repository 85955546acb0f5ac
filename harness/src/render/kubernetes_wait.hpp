#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.hpp"
#include "render/kubernetes_graph.hpp"

namespace caisson::render {

/// The pod volume with the token of the service account, for the containers that wait only.
inline constexpr const char* k_token_volume = "api-token";

/// The image of the prober, and what every container of ours in somebody's pod may do: nothing.
inline constexpr const char* k_prober_image = "caisson/probe:1";
nlohmann::ordered_json powerless();

/// How a pod waits for what its service DEPENDS on: a container each before its own, one after the
/// other.
struct KubernetesWaits {
  nlohmann::ordered_json containers = nlohmann::ordered_json::array();
  /// Rules of the Role that they need; empty: they ask nobody but the services.
  nlohmann::ordered_json rules = nlohmann::ordered_json::array();
};

/// `:healthy`: until the Service accepts a connection, since a Service leads to nobody but ready
/// pods; where the two may not speak, and for `:started` and `:completed`, until the API server
/// says so. Nobody can tell when a one-shot has `:started`: an error.
Result<KubernetesWaits> kubernetes_waits(const KubernetesGraph& graph,
                                         const KubernetesService& service);

/// The Role of a service, and the RoleBinding that gives it to its account.
std::vector<nlohmann::ordered_json> kubernetes_rights(const KubernetesGraph& graph,
                                                      const KubernetesService& service,
                                                      const KubernetesWaits& waits);

/// The volume behind k_token_volume.
nlohmann::ordered_json token_volume();

}  // namespace caisson::render
