#include "engine/embedded/nest/cgroups.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "base/descriptor.hpp"
#include "base/file.hpp"

namespace caisson::engine::embedded {

bool Cgroups::was_killed_for_memory(const std::string& container) const {
  const std::string folder = m_mounts.memory + cgroup_of(m_nest_id, container);
  const auto file =
      read_file(folder + (m_mounts.unified ? "/memory.events" : "/memory.oom_control"));
  return file && tells_oom_kill(*file);
}

void Cgroups::remove(const std::string& container) const {
  for (const std::string& root : m_mounts.roots)
    ::rmdir((root + cgroup_of(m_nest_id, container)).c_str());
}

Result<void> Cgroups::freeze(const std::string& container, bool wanted) const {
  const std::string group = cgroup_of(m_nest_id, container);
  const std::string file = m_mounts.unified ? m_mounts.memory + group + "/cgroup.freeze"
                                            : m_mounts.freezer + group + "/freezer.state";
  const std::string v1 = wanted ? "FROZEN" : "THAWED";
  const std::string text = m_mounts.unified ? (wanted ? "1" : "0") : v1;
  const Descriptor open(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  if (!open || ::write(open.get(), text.data(), text.size()) < 0)
    return errno_error("cannot pause or resume a container", file);
  return {};
}

/// Files of the kernel's stand in these folders: only rmdir(2) removes one, and only an empty one.
void Cgroups::sweep(const std::string& nest_id) const {
  namespace fs = std::filesystem;
  for (const std::string& root : m_mounts.roots) {
    const std::string folder = root + cgroup_of(nest_id);
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      if (at->is_directory(error)) ::rmdir(at->path().c_str());
    }
    ::rmdir(folder.c_str());
    ::rmdir((root + "/caisson").c_str());
  }
}

}  // namespace caisson::engine::embedded
