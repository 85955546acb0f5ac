#pragma once

#include <string>

#include "engine/engine.hpp"
#include "plan/identity.hpp"

namespace caisson::run::label {

using namespace plan::label;

/// Services it depends on, separated by commas: the order of a tear-down without a manifest.
inline constexpr const char* k_depends = "dev.caisson.depends";
/// "network=subnet", separated by commas: what its addresses were taken from. (The engine forgets
/// the addresses of a container that ended.)
inline constexpr const char* k_subnets = "dev.caisson.subnets";
/// On what was started under a debugger: which, and its port (run/halt.hpp).
inline constexpr const char* k_debug = "dev.caisson.debug";
/// On what is worked on at its DEV_TARGET: it starts itself again after an edit.
inline constexpr const char* k_worked_on = "dev.caisson.worked-on";
/// On a one-shot that EXPIRES: when it was made, in milliseconds since 1970.
inline constexpr const char* k_made_at = "dev.caisson.made-at";
/// Keys of the persistent host paths it writes to, separated by commas: one instance each.
inline constexpr const char* k_paths = "dev.caisson.paths";

}  // namespace caisson::run::label

namespace caisson::run {

/// Empty where there is none of that name.
inline std::string label_of(const engine::Labels& labels, const char* name) {
  const auto at = labels.find(name);
  return at == labels.end() ? std::string() : at->second;
}

}  // namespace caisson::run
