#pragma once

#include <string>
#include <vector>

#include "render/kubernetes_graph.hpp"

namespace caisson::render {

/// What is declared and the objects do not say, a sentence each that names whom it is about.
std::vector<std::string> kubernetes_losses(const KubernetesGraph& graph);

}  // namespace caisson::render
