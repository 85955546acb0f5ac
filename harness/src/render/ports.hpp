#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/stack.hpp"

namespace caisson::render {

/// A port that a service opens in its container, as tools and people are told of it.
struct OpenPort {
  std::uint16_t port = 0;
  std::string label;        ///< the service's name, and the port where it opens several
  std::string_view scheme;  ///< `http` or `https` where the declaration says so, else empty
};

/// PORTS, and then what PUBLISH and PREFER lead to.
std::vector<OpenPort> open_ports(const model::Service& service);

/// The port that a debugger connects to; its label names the service, too.
std::vector<OpenPort> debug_ports(const model::Service& service);

}  // namespace caisson::render
