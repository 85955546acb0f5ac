#pragma once

#include <functional>

#include "cli/context.hpp"
#include "plan/plan.hpp"
#include "run/machine.hpp"

namespace caisson::cli {

/// Told the exit code of the start, before the first edit is looked at.
using Started = std::function<Result<void>(int code)>;

/// Brings a plan up, and from then on does what edits lead to, until Ctrl-C; the stack stays. The
/// plan's stack is one of `plan::development`. ErrorKind::usage where no planned service has WATCH.
Result<int> bring_up_and_watch(Context& context, const plan::Plan& plan, run::Options options,
                               const Started& started);

}  // namespace caisson::cli
