#pragma once

#include "base/error.hpp"
#include "model/stack.hpp"
#include "render/rendered.hpp"

namespace caisson::render {

/// The folder `.vscode`: in `tasks.json` a task for each target that starts, stops or debugs what
/// the rendering holds, by the build preset `dev`; in `launch.json` how to attach to each service
/// with DEBUG, after its target has started it, and to all of them.
Result<Rendered> render_vscode(const model::Stack& stack, const model::Rendering& rendering);

}  // namespace caisson::render
