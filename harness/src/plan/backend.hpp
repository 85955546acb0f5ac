#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "model/stack.hpp"

namespace caisson::plan {

/// Where something listens, as this machine names it; `localhost` is all of its own addresses.
struct Place {
  std::string host;
  std::uint16_t port = 0;
  bool operator==(const Place&) const = default;
};
using Places = std::map<std::uint16_t, Place>;  ///< by container port

struct Backend {
  model::Backend kind = model::Backend::container;
  Places places{};  ///< of a process or an external service
  bool operator==(const Backend&) const = default;
};
using Backends = std::map<std::string, Backend>;  ///< by service; who is not in it is a container

/// The service as it is with such a backend. Names, networks, ports and routes are its own, so that
/// its dependants notice nothing, and need not be made anew. A process or an external service has a
/// relay in its container's place, and is ready by the same HEALTHCHECK where that can be asked
/// over TCP, else when its port accepts; nobody restarts it. A process has the dependencies of the
/// service, an external one none. A mock is the service named by MOCK, under this one's names.
model::Service as_backed(const model::Stack& stack, const model::Service& service,
                         model::Backend backend);

/// The same stack with these backends. `relay_recipe` is where the recipe of the relay's image is.
/// A port of the host that the process itself is to listen on is left to it.
model::Stack with_backends(model::Stack stack, const Backends& backends,
                           const std::string& relay_recipe);

/// The value of the label `dev.caisson.forward`: `8080=localhost:3001,9000=10.0.0.7:9000`.
std::string to_label(const Places& places);
Places places_from_label(const std::string& text);

}  // namespace caisson::plan
