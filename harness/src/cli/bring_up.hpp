#pragma once

#include <functional>
#include <string>

#include "base/lock.hpp"
#include "cli/context.hpp"
#include "plan/plan.hpp"
#include "run/machine.hpp"

namespace caisson::cli {

/// What an image is made from, for who has an opinion of it; else what lies on the disk says it.
using Fingerprint = std::function<std::string(const model::Image&)>;

/// Brings a plan up and tells of it: instance lock, progress, failure report, supervisor, URLs.
/// The exit code; errors are those from before the first command to the engine.
Result<int> bring_up(Context& context, const plan::Plan& plan, run::Options options,
                     const Fingerprint& fingerprint = {});

/// The learnt durations are taken into the plan.
Result<plan::Plan> plan_with_history(Context& context, const std::vector<std::string>& services);

/// Holds the instance for one command; ErrorKind::conflict names the command that has it.
Result<Lock> hold_instance(const std::string& instance, const std::string& verb);

}  // namespace caisson::cli
