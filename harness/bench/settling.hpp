#pragma once

#include <vector>

namespace caisson::bench {

/// Whether a figure, read again and again, stays: its last ten readings lie within two percent.
bool has_settled(const std::vector<double>& readings);

/// The median of the last ten readings.
double settled_value(const std::vector<double>& readings);

}  // namespace caisson::bench
