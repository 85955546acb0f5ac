#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace caisson::engine::embedded {

/// Where control groups are (cgroups(7)), of version 1, 2 or both.
struct CgroupMounts {
  /// Every folder below which each container has one of its own.
  std::vector<std::string> roots;
  std::string memory;    ///< of the memory controller; empty: none
  std::string freezer;   ///< of version 1
  bool unified = false;  ///< all is of version 2 only
};

/// By /proc/self/mountinfo (proc(5)).
CgroupMounts cgroup_mounts(std::string_view mountinfo);

/// Whether memory.oom_control (version 1) or memory.events (version 2) tells of a kill.
bool tells_oom_kill(std::string_view file);

/// Of all containers of all nests, and of those of one.
std::string cgroup_of(const std::string& nest_id);
std::string cgroup_of(const std::string& nest_id, const std::string& container);

}  // namespace caisson::engine::embedded
