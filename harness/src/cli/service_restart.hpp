#pragma once

#include <string>

#include "cli/context.hpp"

namespace caisson::cli {

Result<void> stop_service(Context& context, const std::string& container);

/// Starts the container that is there and waits until it is as its health check wants it, at the
/// longest for the check's deadline.
Result<void> start_service(Context& context, const model::Service& service,
                           const std::string& container);

}  // namespace caisson::cli
