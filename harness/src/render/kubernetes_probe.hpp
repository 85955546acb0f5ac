#pragma once

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "model/stack.hpp"

namespace caisson::render {

/// Whether the kubelet has somebody ask with our program inside the container.
bool is_asked_inside(const model::Service& service);

/// Adds the probes of a service to its container: readiness from HEALTHCHECK, liveness from
/// LIVENESS, and a startup probe that gives the first of the two its WITHIN. A LOG or ENGINE check
/// is an error: no probe of Kubernetes can ask so.
Result<void> add_kubernetes_probes(nlohmann::ordered_json& container,
                                   const model::Service& service);

}  // namespace caisson::render
