#pragma once

#include <string>

#include "model/reader.hpp"
#include "model/stack.hpp"

namespace caisson::model {

/// The service under `services.<name>`; mistakes go to the reader's problems.
Service parse_service(const std::string& name, Reader& reader);

/// A HEALTHCHECK or LIVENESS: the kind, the fields that kind has, and the times.
HealthCheck parse_health_check(Reader& reader);

}  // namespace caisson::model
