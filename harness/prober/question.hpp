#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/stack.hpp"

namespace caisson::prober {

/// The words of a health check: `tcp <port>`, `http <port> <path>`, `grpc <port> [<service>]`,
/// `postgres <port> <database> <login>`, `redis <port>`. None: they are no such thing.
std::optional<model::HealthCheck> question_from(const std::vector<std::string>& words);

}  // namespace caisson::prober
