#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "base/loop.hpp"
#include "engine/docker/discover.hpp"
#include "engine/docker/endpoint.hpp"
#include "engine/engine.hpp"

namespace caisson::engine::docker {

/// Finds the engine (see `candidates`) and connects to the first that answers. Blocks, at most
/// about `within` for each candidate that exists; call it before the loop runs. The engine must be
/// destroyed before `loop`; completions still pending then are dropped.
///
/// Errors: ErrorKind::usage for a place we cannot speak to; else engine_unreachable, whose message
/// tells apart "nothing there", "permission denied" and "does not answer".
Result<std::unique_ptr<Engine>> connect(Loop& loop, const std::string& option = {},
                                        Duration within = std::chrono::seconds(3));

/// The same for one known endpoint.
Result<std::unique_ptr<Engine>> connect(Loop& loop, const Endpoint& endpoint,
                                        Duration within = std::chrono::seconds(3));

/// The same with surroundings of the caller's choice, for tests and for `doctor`.
Result<std::unique_ptr<Engine>> connect(Loop& loop, const Surroundings& surroundings,
                                        const std::string& option, Duration within);

// How this engine fulfils the seam where `Engine` leaves room:
//
// - dial: an address of the container is dialled directly where its network is a bridge of this
//   host, else its published port. A refused connection is ErrorKind::io, "connection refused";
//   probes treat any error of dial as "not ready". A container that is not running is
//   ErrorKind::io too, one that does not exist ErrorKind::not_found.
// - list_containers carries neither `pid`, `oom_killed`, `started_at` nor `finished_at`: one call
//   must be enough for a start that has nothing to do. inspect_container has them all.
// - a container without networks in its spec has no network at all.
// - pull_image: not_found when the registry has no such image or denies it, io when the registry
//   cannot be reached, image for anything else.

}  // namespace caisson::engine::docker
