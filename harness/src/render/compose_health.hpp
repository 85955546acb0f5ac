#pragma once

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "model/stack.hpp"
#include "render/compose.hpp"

namespace caisson::render {

/// Whether the check is asked by that program.
bool needs_prober(const model::Service& service);

/// Adds the `healthcheck` of a service to its entry; with an ENGINE check the image's own counts. A
/// LOG check is an error: no command in the container sees what the container writes.
Result<void> add_compose_health(nlohmann::ordered_json& entry, const model::Service& service,
                                const ComposeOptions& options);

}  // namespace caisson::render
