#include "engine/embedded/store/walk.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <vector>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "engine/embedded/store/layout.hpp"

namespace caisson::engine::embedded::store {
namespace {

using Visit = std::function<Result<void>(const Found&)>;

Result<std::vector<std::string>> sorted_names(int folder, const std::string& path) {
  // A descriptor of its own, because reading moves it.
  Descriptor again(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!again) return errno_error("cannot open the folder", shown(path));
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(again.get()), &::closedir);
  if (!stream) return errno_error("cannot read the folder", shown(path));
  static_cast<void>(again.release());
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string name = static_cast<const char*>(entry->d_name);
    if (name != "." && name != "..") names.push_back(name);
  }
  if (errno != 0) return errno_error("cannot read the folder", shown(path));
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> walk_into(int folder, const std::string& path, const Visit& visit) {
  const auto names = sorted_names(folder, path);
  if (!names) return names.error();
  for (const std::string& name : *names) {
    Found found;
    found.path = path.empty() ? name : path + "/" + name;
    found.name = name;
    found.folder = folder;
    if (::fstatat(folder, name.c_str(), &found.status, AT_SYMLINK_NOFOLLOW) != 0)
      return errno_error("cannot look at", shown(found.path));
    if (auto visited = visit(found); !visited) return visited;
    if (!S_ISDIR(found.status.st_mode)) continue;
    const Descriptor below(
        ::openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!below) return errno_error("cannot open the folder", shown(found.path));
    if (auto walked = walk_into(below.get(), found.path, visit); !walked) return walked;
  }
  return {};
}

}  // namespace

Result<std::string> Found::link_target() const {
  std::string target(static_cast<std::size_t>(status.st_size) + 1, '\0');
  const ssize_t got = ::readlinkat(folder, name.c_str(), target.data(), target.size());
  if (got < 0) return errno_error("cannot read the link", shown(path));
  target.resize(static_cast<std::size_t>(got));
  return target;
}

Result<void> walk(int folder, const std::function<Result<void>(const Found&)>& visit) {
  return walk_into(folder, {}, visit);
}

}  // namespace caisson::engine::embedded::store
