#pragma once

#include "model/problems.hpp"
#include "model/stack.hpp"

namespace caisson::model {

/// Whether the stack makes sense: the mistakes CMake reports while configuring, found again in a
/// manifest (the list: "Every mistake" of the interface). Each error's place is the declaration's
/// file:line and the address (`/s/CMakeLists.txt:12: services.api.depends`). Pure.
Problems check(const Stack& stack);

}  // namespace caisson::model
