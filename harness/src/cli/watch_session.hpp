#pragma once

#include "cli/context.hpp"
#include "plan/plan.hpp"
#include "run/machine.hpp"

namespace caisson::cli {

/// Brings a plan up, and from then on does what edits lead to, until Ctrl-C; the stack stays. The
/// plan's stack is one of `plan::development`. ErrorKind::usage where no planned service has WATCH.
Result<int> bring_up_and_watch(Context& context, const plan::Plan& plan, run::Options options);

}  // namespace caisson::cli
