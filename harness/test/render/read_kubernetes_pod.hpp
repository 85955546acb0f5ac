#pragma once

#include <yaml-cpp/yaml.h>

#include <map>
#include <string>

#include "render/read_kubernetes.hpp"

namespace caisson::test {

/// A Deployment, StatefulSet or Job. Throws on a field of its pod that this reader does not know.
KubernetesWorkload read_kubernetes_workload(
    const YAML::Node& object,
    const std::map<std::string, std::map<std::string, std::string>>& config_maps);

}  // namespace caisson::test
