#pragma once

#include <string>
#include <vector>

#include "base/loop.hpp"
#include "engine/engine.hpp"

namespace caisson::bench {

/// Readiness lag in seconds: from the moment a service has called listen(2), as it stamped it
/// itself on the shared monotonic clock, to the moment the run saw it ready. Delays before listen
/// are uniform in 0–700 ms, seeded; services start five at a time.
std::vector<double> readiness_lags(Loop& loop, engine::Engine& engine, const std::string& image,
                                   const std::string& folder, int trials);

}  // namespace caisson::bench
