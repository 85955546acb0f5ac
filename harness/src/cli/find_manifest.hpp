#pragma once

#include <string>

#include "base/error.hpp"

namespace caisson::cli {

/// The manifest to work on: `option` (--manifest), else `variable` (CAISSON_MANIFEST), else the one
/// `caisson/*.json` of the build tree that `directory` lies in, or of `build/` or `build/<preset>/`
/// in a folder at or above `directory`. Several are an error that names them, none is one that says
/// where was looked.
Result<std::string> find_manifest(const std::string& option, const std::string& variable,
                                  const std::string& directory);

}  // namespace caisson::cli
