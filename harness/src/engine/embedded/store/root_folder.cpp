#include "engine/embedded/store/root_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "base/file.hpp"
#include "base/text.hpp"
#include "engine/embedded/store/layout.hpp"

namespace caisson::engine::embedded::store {
namespace {

/// What descriptors of one walk may come to.
constexpr std::size_t k_deepest = 256;

Error path_error(const std::string& path) {
  Error error = errno_error("cannot open", "/" + shown(path));
  error.message += " (`" + error.place + "` of the image)";
  error.place.clear();
  return error;
}

}  // namespace

Result<RootFolder> RootFolder::open(const std::string& path) {
  Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder) return errno_error("cannot open the folder", path);
  return RootFolder(std::move(folder));
}

Result<Descriptor> RootFolder::resolve(const std::string& path, int flags) const {
  open_how how{};
  how.flags = static_cast<decltype(how.flags)>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  const std::string named = path.empty() ? "." : path;
  for (;;) {
    Descriptor opened(
        static_cast<int>(::syscall(SYS_openat2, m_folder.get(), named.c_str(), &how, sizeof how)));
    if (opened) return opened;
    // EAGAIN: something was renamed meanwhile, so that `..` could not be judged.
    if (errno != EINTR && errno != EAGAIN) return path_error(path);
  }
}

Result<Descriptor> RootFolder::folder(const std::string& path) const {
  return resolve(path, O_RDONLY | O_DIRECTORY);
}

Result<Descriptor> RootFolder::make_folder(const std::string& path) const {
  auto opened = folder(path);
  if (opened || opened.error().kind != ErrorKind::not_found) return opened;
  const auto [above, name] = split_path(path);
  auto parent = make_folder(above);
  if (!parent) return parent;
  if (::mkdirat(parent->get(), name.c_str(), 0755) != 0 && errno != EEXIST) return path_error(path);
  return folder(path);
}

Result<Descriptor> RootFolder::follow(const std::string& path, int flags) const {
  return resolve(path, flags);
}

Result<std::string> plain_path(std::string_view path) {
  const auto refused = [path](const char* why) {
    return Error{ErrorKind::image,
                 fmt::format("the path `{}` {}", shown(path.substr(0, 200)), why)};
  };
  if (path.find('\0') != path.npos) return refused("holds a zero byte");
  std::string plain;
  std::size_t parts = 0;
  for (const std::string& part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == "..") return refused("leads out of the image");
    if (++parts > k_deepest) return refused("has more than 256 parts");
    plain += (plain.empty() ? "" : "/") + part;
  }
  return plain;
}

SplitPath split_path(const std::string& path) {
  const auto slash = path.find_last_of('/');
  if (slash == path.npos) return {{}, path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

}  // namespace caisson::engine::embedded::store
