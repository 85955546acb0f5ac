#include "engine/embedded/oci/cgroup_mounts.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace caisson::engine::embedded {
namespace {

/// Fields of mountinfo before the optional ones; behind their end, marked by a dash, the type.
constexpr std::size_t k_mount_point = 4;

}  // namespace

CgroupMounts cgroup_mounts(std::string_view mountinfo) {
  CgroupMounts mounts;
  std::string unified;
  for (const std::string& line : split(mountinfo, '\n')) {
    const std::vector<std::string> fields = split(line, ' ');
    const auto dash = std::find(fields.begin(), fields.end(), "-");
    if (dash == fields.end() || fields.end() - dash < 4) continue;
    const std::string& type = *(dash + 1);
    if (type == "cgroup2") unified = fields[k_mount_point];
    if (type != "cgroup") continue;
    mounts.roots.push_back(fields[k_mount_point]);
    const std::vector<std::string> options = split(*(dash + 3), ',');
    const auto controls = [&](const char* what) {
      return std::find(options.begin(), options.end(), what) != options.end();
    };
    if (controls("memory")) mounts.memory = fields[k_mount_point];
    if (controls("freezer")) mounts.freezer = fields[k_mount_point];
  }
  mounts.unified = mounts.roots.empty() && !unified.empty();
  if (!unified.empty()) mounts.roots.push_back(unified);
  if (mounts.unified) mounts.memory = unified;
  return mounts;
}

bool tells_oom_kill(std::string_view file) {
  for (const std::string& line : split(file, '\n')) {
    if (line.starts_with("oom_kill ") && line != "oom_kill 0") return true;
  }
  return false;
}

std::string cgroup_of(const std::string& nest_id) {
  return "/caisson/" + nest_id;
}

std::string cgroup_of(const std::string& nest_id, const std::string& container) {
  return cgroup_of(nest_id) + "/" + container;
}

}  // namespace caisson::engine::embedded
