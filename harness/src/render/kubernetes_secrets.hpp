#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "render/kubernetes_graph.hpp"

namespace caisson::render {

/// The Secrets that the objects of the graph refer to and no file holds, a command line each that
/// makes one; in the order of their names.
Result<std::vector<std::string>> secret_commands(const KubernetesGraph& graph);

}  // namespace caisson::render
