#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "model/event.hpp"
#include "run/program_fit.hpp"

namespace caisson::run {

/// What one service gets from the machine it runs on: read once, before a run.
struct ServiceSite {
  /// Expanded: env files, the declaration's own entries, the process environment.
  std::map<std::string, std::string> environment;
  /// Secrets as read-only files under /run/secrets.
  std::vector<engine::Mount> secrets;
  /// Of the secrets' values: another value makes another container.
  std::string secrets_hash;
  /// Files that Caisson writes for it (run/generated.hpp), read-only.
  std::vector<engine::Mount> files;
  /// Of their texts, for the same reason; empty without any.
  std::string files_hash;
  /// Programs of this machine, to be checked against the image before the first start.
  std::vector<MountedProgram> programs;
  /// Of their bytes; empty without any.
  std::string programs_hash;
  /// Host paths the service writes to → the key under which the path is locked, the same for every
  /// name of one folder.
  std::map<std::string, std::string> persistent_paths;
};

/// By the wall clock: what tells it outlives processes and boots.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

/// What a run knows of its instance beyond the plan. Made by `prepare_site` (run/prepare.hpp);
/// tests fill it by hand.
struct Site {
  std::string instance;
  std::string session;   ///< label: this run; everything it creates carries it
  std::string owner;     ///< label: machine, boot and process that own the session
  std::string manifest;  ///< label: path of the manifest
  Time time{};           ///< at which it was made
  /// Label of everything ephemeral: the environment's name; empty for what is to stay. What carries
  /// it is removed once its owner is dead (run/sweep.hpp).
  std::string environment;
  /// One-shots known to have completed whose container is gone, as ephemeral ones go when they end.
  std::set<std::string> completed;
  std::map<std::string, ServiceSite> services;
  /// Subnets (CIDR) the host routes elsewhere; ours keep clear of them.
  std::vector<std::string> routed_subnets;
  /// CAISSON_IMAGE_SOURCE when it is not `auto`: a container made from the other source is not
  /// current.
  std::optional<model::ImageSource> forced_source;
  /// Image → the source that initialised a volume it will be mounted with.
  std::map<std::string, model::ImageSource> preferred_sources;
};

}  // namespace caisson::run
