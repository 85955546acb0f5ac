#pragma once

#include "base/error.hpp"
#include "model/stack.hpp"
#include "render/rendered.hpp"

namespace caisson::render {

/// A devcontainer.json. With SERVICES, which is one then, it is a container in the place of that
/// service: with its environment, its names and its edges, from the file for Compose that the
/// folder above has, and a second one beside that changes what a developer needs otherwise.
/// Without, it is a container of its own: at the top of the source tree one to build and drive the
/// stack from, below it one for a library. What is in it comes from `.devcontainer/Dockerfile` of
/// the project in any case, and its user `vscode` is who works there.
Result<Rendered> render_devcontainer(const model::Stack& stack, const model::Rendering& rendering);

}  // namespace caisson::render
