#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "plan/environment.hpp"
#include "plan/identity.hpp"
#include "plan/plan.hpp"
#include "run/generated.hpp"
#include "run/site.hpp"

namespace caisson::run {

/// The facts a site is made from.
struct SiteRequest {
  const plan::Plan* plan = nullptr;
  std::string instance;
  std::string manifest;                                       ///< its path
  plan::Variables process;                                    ///< the environment of this process
  std::map<std::string, std::vector<GeneratedFile>> files{};  ///< by service
};

/// Reads what the planned services need from this machine: env files, variables, secrets,
/// persistent paths, routes. Over a service's ENV come the entries of the plan's mode. Writes the
/// secrets (see secrets.hpp) and the generated files, and makes missing folders of
/// writable VOLUMES, owned by RUN_AS where we may. Errors: ErrorKind::usage for a missing variable,
/// env file, secret or read-only source, naming the service; ErrorKind::io. Image facts (forced and
/// preferred source) are left to the caller.
Result<Site> prepare_site(const SiteRequest& request);

/// The same without writing anything, for looking only.
Result<Site> foresee_site(const SiteRequest& request);

/// This process, as the label `dev.caisson.owner` names it.
plan::Owner this_process();

/// Whether the owner, of this pid namespace and boot, still runs: the pid is there, is no zombie,
/// and is the same process and not a later one with its number.
bool is_running(const plan::Owner& owner);

/// Subnets (CIDR) the host has routes to, without the default route; none where proc(5) is not.
std::vector<std::string> routed_subnets();

/// The environment of this process.
plan::Variables process_environment();

}  // namespace caisson::run
