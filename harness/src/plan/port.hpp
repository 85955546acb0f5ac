#pragma once

#include <cstdint>
#include <string_view>

namespace caisson::plan {

inline constexpr std::uint16_t k_first_host_port = 20000;
inline constexpr std::uint16_t k_host_port_count = 10000;

/// The host port (20000–29999) a container port tries as its `attempt`th: by a hash of instance,
/// service and port first, so that it is stable without being remembered, then the next, and so on
/// round. Every port of the range comes once in k_host_port_count attempts.
std::uint16_t host_port_candidate(std::string_view instance, std::string_view service,
                                  std::uint16_t container_port, unsigned attempt);

}  // namespace caisson::plan
