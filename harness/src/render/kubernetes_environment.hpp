#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>

#include "base/error.hpp"
#include "render/kubernetes_graph.hpp"

namespace caisson::render {

/// What the container of a service has in its environment.
struct KubernetesEnvironment {
  nlohmann::ordered_json from = nlohmann::ordered_json::array();     ///< `envFrom`
  nlohmann::ordered_json entries = nlohmann::ordered_json::array();  ///< `env`
  std::optional<nlohmann::ordered_json> config_map;                  ///< of what is no secret
  std::set<std::string> variables;  ///< keys of the Secret that it wants
};

/// Values of ENV without variables are in a ConfigMap. Every `${NAME}` is a key of a Secret that is
/// in no file, and so is all of ENV_FILE; a key that it lacks keeps the container from starting.
/// Errors as `plan::pieces_of`, with the place.
Result<KubernetesEnvironment> kubernetes_environment(const KubernetesGraph& graph,
                                                     const KubernetesService& service);

/// The Secret with the variables of a service: the stack's, or its own where the services do not
/// all read the same files.
std::string environment_secret(const KubernetesGraph& graph, const KubernetesService& service);

}  // namespace caisson::render
