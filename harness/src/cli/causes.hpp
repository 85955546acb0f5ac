#pragma once

#include <vector>

#include "report/failure.hpp"
#include "run/machine.hpp"

namespace caisson::cli {

/// A run's failures as reports know them.
std::vector<report::Cause> causes_of(const std::vector<run::Failure>& failures);

}  // namespace caisson::cli
