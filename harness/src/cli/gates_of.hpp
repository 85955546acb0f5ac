#pragma once

#include <vector>

#include "cli/context.hpp"
#include "report/gates.hpp"

namespace caisson::cli {

/// The gates that the manifest's build tree declares, with their last results. ErrorKind::usage
/// where it declares none.
Result<std::vector<report::Gate>> gates_of(Context& context);

}  // namespace caisson::cli
