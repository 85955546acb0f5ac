#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "engine/docker/endpoint.hpp"

namespace caisson::engine::docker {

/// What the choice of an engine depends on, so that the choice itself is pure.
struct Surroundings {
  std::map<std::string, std::string> environment;
  unsigned user_id = 0;
  /// The text of a file, or nothing when it cannot be read.
  std::function<std::optional<std::string>(const std::string& path)> read_file;
};

/// The surroundings of this process.
Surroundings surroundings_of_process();

/// Where to look for an engine, in the order users expect: `option` (--engine), CAISSON_ENGINE,
/// DOCKER_HOST, the docker context (DOCKER_CONTEXT, else `currentContext` of config.json); one of
/// these makes the only candidate, `named`. Otherwise the well-known sockets: rootless Docker, the
/// default, Docker and Rancher Desktop, Colima, Podman.
/// Errors: ErrorKind::usage for a URL we cannot speak or a context that does not exist.
Result<std::vector<Endpoint>> candidates(const Surroundings& surroundings,
                                         const std::string& option = {});

}  // namespace caisson::engine::docker
