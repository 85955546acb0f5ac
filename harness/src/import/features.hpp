#pragma once

#include <string_view>
#include <vector>

#include "import/report.hpp"
#include "import/value.hpp"

namespace caisson::import {

/// A key of the Compose Specification that Caisson has no equivalent for.
struct Feature {
  std::string_view where;  ///< the kind of map it stands in
  std::string_view key;
  Finding::Kind kind;
  std::string_view message;  ///< what is lost, or different
  std::string_view remedy;   ///< what to do, or empty
};

/// All of them. `docs/compose-import.md` shows the same; a test compares.
const std::vector<Feature>& features();

/// Reports those that `fields`, a map of kind `where`, has; `false` and nothing are not having it.
void report_features(std::string_view where, Fields& fields);

}  // namespace caisson::import
