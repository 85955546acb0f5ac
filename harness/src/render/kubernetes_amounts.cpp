#include "render/kubernetes_amounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace caisson::render {

std::string kubernetes_bytes(std::int64_t bytes) {
  constexpr std::array<std::pair<std::int64_t, const char*>, 3> k_units{{
      {std::int64_t{1} << 30, "Gi"},
      {std::int64_t{1} << 20, "Mi"},
      {std::int64_t{1} << 10, "Ki"},
  }};
  for (const auto& [size, unit] : k_units) {
    if (bytes >= size && bytes % size == 0) return fmt::format("{}{}", bytes / size, unit);
  }
  return std::to_string(bytes);
}

std::string kubernetes_cpus(double cpus) {
  constexpr long k_thousandths = 1000;
  const long thousandths = std::max(std::lround(cpus * k_thousandths), 1L);
  return thousandths % k_thousandths == 0 ? std::to_string(thousandths / k_thousandths)
                                          : fmt::format("{}m", thousandths);
}

nlohmann::ordered_json kubernetes_amounts(std::int64_t memory_bytes, double cpus) {
  auto amounts = nlohmann::ordered_json::object();
  if (memory_bytes > 0) amounts["memory"] = kubernetes_bytes(memory_bytes);
  if (cpus > 0) amounts["cpu"] = kubernetes_cpus(cpus);
  return amounts;
}

}  // namespace caisson::render
