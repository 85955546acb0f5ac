#pragma once

#include <cstddef>
#include <cstdint>

/// What the relay in a container (harness/relay) and those who use it agree on.
namespace caisson::plan::relay {

/// Where it is told what to offer; tcpmux (RFC 1078), which no service has for itself.
inline constexpr std::uint16_t k_control_port = 1;

/// The digits of a container's id that engines make its host name: the relay's key.
inline constexpr std::size_t k_key_length = 12;

/// The image that holds nothing else; no declared name has a dot.
inline constexpr const char* k_image = "caisson.relay";
inline constexpr const char* k_program = "/caisson-relay";

}  // namespace caisson::plan::relay
