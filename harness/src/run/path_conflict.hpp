#pragma once

#include <optional>
#include <vector>

#include "base/error.hpp"
#include "engine/engine.hpp"
#include "plan/plan.hpp"
#include "run/site.hpp"

namespace caisson::run {

/// Two servers on one data directory both look ready and destroy it. ErrorKind::conflict, naming
/// the other instance, when one of its containers runs on a path a planned service would write to.
std::optional<Error> path_conflict(const plan::Plan& plan, const Site& site,
                                   const std::vector<engine::Container>& listed);

/// Whether any planned service writes to a host path.
bool has_persistent_paths(const plan::Plan& plan, const Site& site);

}  // namespace caisson::run
