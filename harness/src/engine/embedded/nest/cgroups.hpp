#pragma once

#include <string>
#include <utility>

#include "base/error.hpp"
#include "engine/embedded/oci/cgroup_mounts.hpp"

namespace caisson::engine::embedded {

/// The control groups of a nest's containers.
class Cgroups {
 public:
  Cgroups(CgroupMounts mounts, std::string nest_id)
      : m_mounts(std::move(mounts)), m_nest_id(std::move(nest_id)) {}

  /// Of a container that has ended, before `remove`.
  bool was_killed_for_memory(const std::string& container) const;
  void remove(const std::string& container) const;
  /// Stops every process where it stands, or lets them go on.
  Result<void> freeze(const std::string& container, bool wanted) const;
  /// Of a nest that is gone: what it left, which is empty.
  void sweep(const std::string& nest_id) const;
  /// When the nest ends in good order.
  void remove_all() const { sweep(m_nest_id); }

 private:
  CgroupMounts m_mounts;
  std::string m_nest_id;
};

}  // namespace caisson::engine::embedded
