#pragma once

#include <memory>
#include <string>

#include "base/error.hpp"
#include "base/loop.hpp"
#include "engine/engine.hpp"

namespace caisson::engine::embedded {

struct EmbeddedOptions {
  std::string nest_program;  ///< caisson-nest
  /// `caisson`, which loads and builds images in processes of their own.
  std::string image_worker = "/proc/self/exe";
  std::string runtime;  ///< where nests are found; empty: where `find_home` says
  std::string version;
  std::string found_by;  ///< "--engine", "CAISSON_ENGINE"
};

/// Containers of this machine without a daemon: nests, and runc in them. Nothing is started before
/// something is made. The engine must be destroyed before `loop`; completions still pending then
/// are dropped.
///
/// Errors: ErrorKind::io where its folders cannot be had. Whether this host allows namespaces is
/// found out by the first creation.
Result<std::unique_ptr<Engine>> open_embedded(Loop& loop, const EmbeddedOptions& options);

/// Whether `option` (--engine, CAISSON_ENGINE) names this engine: "embedded", or what its
/// `Info::endpoint` is, "embedded:<folder of its nests>", which is then `runtime`.
bool names_embedded(const std::string& option, std::string& runtime);

// How this engine fulfils the seam where `Engine` leaves room:
//
// - Containers and networks with the same `dev.caisson.instance` are in one nest, a process of its
//   own with its own pid, mount and network namespaces: instances neither see nor reach each other,
//   whatever their addresses are. What has no such label shares one nest.
// - The nest of an environment of tests (`dev.caisson.environment`) dies with the process that
//   started it; any other ends when it is empty.
// - dial: from inside the nest, whether a port is published or not.
// - Nothing is translated (NAT): containers reach their networks and nothing else.
// - An image's own HEALTHCHECK is refused by create_container.

}  // namespace caisson::engine::embedded
