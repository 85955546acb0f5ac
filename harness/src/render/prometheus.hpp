#pragma once

#include "base/error.hpp"
#include "model/stack.hpp"
#include "render/rendered.hpp"

namespace caisson::render {

/// The configuration of Prometheus 2 and 3: a job for each service with METRICS that the rendering
/// holds, at its cluster name.
Result<Rendered> render_prometheus(const model::Stack& stack, const model::Rendering& rendering);

}  // namespace caisson::render
