#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"

namespace caisson::model {

/// Every mistake found, in the order of the manifest: a reader mends them in one go.
using Problems = std::vector<Error>;

/// One error that says them all: a single problem is itself, several are listed under a line that
/// counts them. `origin` is the manifest's path; `problems` is not empty.
Error to_error(const Problems& problems, const std::string& origin);

}  // namespace caisson::model
