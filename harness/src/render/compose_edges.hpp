#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/stack.hpp"
#include "render/members.hpp"

namespace caisson::render {

/// A place of a service on a network of a rendered file.
struct ComposePlace {
  std::string network;
  bool is_reached = false;  ///< somebody there depends on it or wants it, by any of its names
};

/// The places of each member, by name. Every pair of services that DEPENDS or WANTS connects has a
/// network of its own, `<dependant>.<dependency>`, so that names are resolved along edges only; one
/// that waits for a one-shot's end has nobody to talk to. Who has no edge is alone, on a network of
/// its own name.
std::map<std::string, std::vector<ComposePlace>> compose_edges(const std::vector<Member>& members);

}  // namespace caisson::render
