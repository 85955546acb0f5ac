#pragma once

#include "base/descriptor.hpp"

namespace caisson::lease {

/// A pidfd of the nearest ancestor of this process that is called `ctest` (a launcher may stand in
/// between): while it lives, the whole run holds what its tests lease. Empty when there is none.
Descriptor test_run();

}  // namespace caisson::lease
