#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/stack.hpp"
#include "render/kubernetes_folder.hpp"
#include "render/kubernetes_graph.hpp"

namespace caisson::render {

/// Writes the files of one stage: a kustomization over `base`, a patch for each service that is
/// other than there, and what scales them. Errors: AUTOSCALE of a service that reserves no
/// processor, and a tag that would change another image, too.
Result<void> add_kubernetes_overlay(KubernetesFolder& folder, const KubernetesGraph& graph,
                                    const model::Overlay& overlay);

}  // namespace caisson::render
