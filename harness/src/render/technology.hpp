#pragma once

#include "model/stack.hpp"

namespace caisson::render {

/// Whether a service runs on Node.js: its DEBUG says so, or its image is, or rests on, one whose
/// repository is called `node`.
bool runs_node(const model::Stack& stack, const model::Service& service);

}  // namespace caisson::render
