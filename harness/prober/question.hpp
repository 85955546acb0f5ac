#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/stack.hpp"

namespace caisson::prober {

/// A port, 1 to 65535; none: the text is none.
std::optional<std::uint16_t> port_from(const std::string& text);

/// The words of a health check: `tcp <port>`, `http <port> <path>`, `grpc <port> [<service>]`,
/// `postgres <port> <database> <login>`, `redis <port>`. None: they are no such thing.
std::optional<model::HealthCheck> question_from(const std::vector<std::string>& words);

}  // namespace caisson::prober
