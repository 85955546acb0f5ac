#pragma once

#include <string>

#include "model/stack.hpp"

namespace caisson::plan {

/// The same stack for tests: nothing of it outlives or meets anything else. PUBLISH becomes a
/// chosen host port, what a service writes to is an anonymous volume (an empty source), and nothing
/// is restarted behind a test's back. Each one-shot of a TEMPLATE_BY is there a second time, under
/// another name, to fill the template database instead of the service's own; those of one
/// TEMPLATE_BY run one after another, in its order.
model::Stack ephemeral(model::Stack stack);

/// The second name of a one-shot of `database`'s TEMPLATE_BY.
std::string filler_name(const std::string& database, const std::string& one_shot);

}  // namespace caisson::plan
