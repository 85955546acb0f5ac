#include <fmt/format.h>
#include <sys/statvfs.h>

#include "base/file.hpp"
#include "base/paths.hpp"
#include "cli/finding.hpp"

namespace caisson::cli {
namespace {

constexpr double k_gigabyte = 1e9;
/// Postgres, Redis, Node and their bases take about two; a build needs as much again.
constexpr double k_wanted_gigabytes = 5;

Finding control_groups() {
  // Only the unified hierarchy has this file at its root (cgroups(7)).
  if (file_exists("/sys/fs/cgroup/cgroup.controllers")) {
    return {"cgroups", Finding::Grade::good, "version 2", {}};
  }
  return {"cgroups", Finding::Grade::warn, "version 1: a death by lack of memory may go unnoticed",
          "Boot with systemd.unified_cgroup_hierarchy=1."};
}

Finding folder(const char* what, const Result<std::string>& path) {
  if (path) return {what, Finding::Grade::good, *path, {}};
  return {what, Finding::Grade::bad, path.error().message, path.error().remedy};
}

Finding disk_space() {
  const char* const path = file_exists("/var/lib/docker") ? "/var/lib/docker" : "/";
  struct statvfs status {};
  if (::statvfs(path, &status) != 0) {
    return {"disk", Finding::Grade::warn, "cannot be looked at", "Check it with df."};
  }
  const double available =
      static_cast<double>(status.f_bavail) * static_cast<double>(status.f_frsize) / k_gigabyte;
  const std::string detail = fmt::format("{:.1f} GB free at {}", available, path);
  if (available >= k_wanted_gigabytes) return {"disk", Finding::Grade::good, detail, {}};
  return {"disk", Finding::Grade::warn, detail,
          "Free some: `docker system prune` removes what no container uses."};
}

}  // namespace

Findings examine_machine() {
  return {control_groups(), folder("state folder", state_directory()),
          folder("runtime folder", runtime_directory()), disk_space()};
}

}  // namespace caisson::cli
