#pragma once

#include "model/stack.hpp"

namespace caisson::plan {

/// The same stack to be worked on: of the services with WATCH, the image is at its DEV_TARGET,
/// under the name `<image>.<stage>`, and what `sync:<folder>` names is mounted there, read-only. So
/// the container sees an edit at once, nothing is copied, and every file keeps its owner. A PROGRAM
/// that is linked anew restarts its service.
model::Stack development(model::Stack stack);

/// Its image is at a DEV_TARGET, where it starts itself again after an edit.
bool is_worked_on(const model::Service& service);

}  // namespace caisson::plan
