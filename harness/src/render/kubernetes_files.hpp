#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "render/kubernetes.hpp"
#include "render/kubernetes_graph.hpp"

namespace caisson::render {

/// What a service finds in its file system besides its image.
struct KubernetesFiles {
  std::vector<nlohmann::ordered_json> config_maps;
  nlohmann::ordered_json volumes = nlohmann::ordered_json::array();
  nlohmann::ordered_json mounts = nlohmann::ordered_json::array();
};

/// VOLUMES, TMPFS and SECRETS of a service: data as claims, read-only paths of the source tree as
/// ConfigMaps, secrets by reference. Errors name the service: a path that only this machine has,
/// one that cannot be read, and one that is too big for a ConfigMap.
Result<KubernetesFiles> kubernetes_files(const KubernetesGraph& graph,
                                         const KubernetesService& service, const FilesAt& files_at);

/// The Secret whose keys are the files below /run/secrets.
std::string file_secret(const KubernetesService& service);

/// Whether a read-only path is the source of what the image holds already at the same place, there
/// for changes to be seen at once: such a volume is left out.
bool is_in_image(const model::Stack& stack, const model::Service& service,
                 const model::Volume& volume);

}  // namespace caisson::render
