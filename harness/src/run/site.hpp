#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/engine.hpp"

namespace caisson::run {

/// What one service gets from the machine it runs on: read once, before a run.
struct ServiceSite {
  /// Expanded: env files, the declaration's own entries, the process environment.
  std::map<std::string, std::string> environment;
  /// Secrets as read-only files under /run/secrets.
  std::vector<engine::Mount> secrets;
};

/// What a run knows of its instance beyond the plan. Made by `prepare_site` (run/prepare.hpp);
/// tests fill it by hand.
struct Site {
  std::string instance;
  std::string session;   ///< label: this run; everything it creates carries it
  std::string owner;     ///< label: machine, boot and process that own the session
  std::string manifest;  ///< label: path of the manifest
  std::map<std::string, ServiceSite> services;
  /// Subnets (CIDR) the host routes elsewhere; ours keep clear of them.
  std::vector<std::string> routed_subnets;
};

}  // namespace caisson::run
