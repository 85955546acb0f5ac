#pragma once

#include <string>
#include <vector>

#include "report/gates.hpp"

namespace caisson::report {

/// The status page of a project, in Markdown: current phase, progress per task, what blocks, what
/// comes next. All of it follows from the results; what is to be said there is a gate.
/// `source_dir`: left out of the places that a gate's output names.
std::string gates_page(const std::vector<Gate>& gates, const std::string& source_dir);

}  // namespace caisson::report
