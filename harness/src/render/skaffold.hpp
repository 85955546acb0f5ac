#pragma once

#include "base/error.hpp"
#include "model/stack.hpp"
#include "render/rendered.hpp"

namespace caisson::render {

/// A skaffold.yaml (skaffold/v4beta14). The images that have a recipe in the source tree are
/// Caisson's to make, so that a base it was built on is the same, too; files of read-only mounts
/// below an image's context go into running containers at once. What is deployed is the first
/// overlay of the rendering for Kubernetes, with a profile for each of the others.
Result<Rendered> render_skaffold(const model::Stack& stack, const model::Rendering& rendering);

}  // namespace caisson::render
