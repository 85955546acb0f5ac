#include "plan/port.hpp"

#include <fmt/format.h>

#include "base/hash.hpp"

namespace caisson::plan {

std::uint16_t host_port_candidate(std::string_view instance, std::string_view service,
                                  std::uint16_t container_port, unsigned attempt) {
  const std::uint64_t hash =
      stable_hash(fmt::format("{}/{}/{}", instance, service, container_port));
  // A step that shares no factor with 10000 visits every port, and leaves neighbours apart.
  constexpr std::uint64_t k_step = 7;
  return static_cast<std::uint16_t>(
      k_first_host_port + (hash % k_host_port_count + k_step * attempt) % k_host_port_count);
}

}  // namespace caisson::plan
