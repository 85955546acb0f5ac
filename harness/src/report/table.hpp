#pragma once

#include <string>
#include <vector>

namespace caisson::report {

/// Rows of cells as lines: columns as wide as their widest cell, no blanks at the end of a line.
std::string table(const std::vector<std::vector<std::string>>& rows);

}  // namespace caisson::report
