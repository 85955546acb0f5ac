#pragma once

#include <string>
#include <vector>

#include "cli/context.hpp"

namespace caisson::cli {

/// Removes the containers of these services, or without any the whole instance with its networks
/// and its supervisor. The caller holds the instance. The exit code.
Result<int> take_down(Context& context, const std::string& instance,
                      const std::vector<std::string>& services);

}  // namespace caisson::cli
