#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace caisson::render {

/// Bytes as Kubernetes writes them: `512Mi`, or `1500`.
std::string kubernetes_bytes(std::int64_t bytes);

/// Processors: `2`, or `500m`; a thousandth at least.
std::string kubernetes_cpus(double cpus);

/// Both as `resources` have them; 0: no such.
nlohmann::ordered_json kubernetes_amounts(std::int64_t memory_bytes, double cpus);

}  // namespace caisson::render
