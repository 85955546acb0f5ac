#pragma once

namespace caisson::bench {

/// Seconds to plan a layered graph of `services` services with three dependencies each: median of
/// `runs`.
double planning_seconds(int services, int runs);

}  // namespace caisson::bench
