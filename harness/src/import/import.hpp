#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "import/load.hpp"
#include "import/report.hpp"
#include "model/stack.hpp"

namespace caisson::import {

struct Import {
  model::Stack stack;                 ///< recipes of the catalogue as `caisson:<name>`
  std::vector<std::string> services;  ///< in the order of the file
  std::vector<Finding> findings;      ///< no errors among them
  std::vector<std::string> files;     ///< that were looked for
};

/// Reads compose files as a stack. `stack` is the name it is to have; empty: what the file says, or
/// its folder. ErrorKind::manifest names every mistake in them.
Result<Import> import_compose(const Request& request, const std::string& stack);

}  // namespace caisson::import
