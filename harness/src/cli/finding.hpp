#pragma once

#include <string>
#include <vector>

#include "cli/context.hpp"

namespace caisson::cli {

/// One line of `doctor`.
struct Finding {
  enum class Grade { good, warn, bad };
  std::string what;  ///< "engine", "cmake" …
  Grade grade = Grade::good;
  std::string detail;
  std::string fix;  ///< what to do about it; empty when it is good
};
using Findings = std::vector<Finding>;

/// Programs we or a project's build call: cmake, ninja, a compiler, mmdebstrap (examine_tools.cpp).
Findings examine_tools(Context& context);
/// Kernel features, folders and disk space (examine_machine.cpp).
Findings examine_machine();
/// The engine, its images' registry, and what earlier runs left (examine_engine.cpp).
Findings examine_engine(Context& context);
/// The manifest and the ports it fixes (examine_project.cpp).
Findings examine_project(Context& context);

/// For people: a mark, what, detail, and the fix below it.
std::string findings_text(const Findings& findings, bool colour);
/// {"schema":1,"findings":[{"what","grade":"good|warn|bad","detail","fix"}]}
std::string findings_json(const Findings& findings);

}  // namespace caisson::cli
