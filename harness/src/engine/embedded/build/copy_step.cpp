#include "engine/embedded/build/copy_step.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/file.hpp"
#include "engine/embedded/store/layout.hpp"
#include "engine/embedded/store/walk.hpp"

namespace caisson::engine::embedded::build {
namespace {

constexpr std::size_t k_copy_at_once = 8UL << 20;

Error copy_failed(const std::string& path) {
  return {ErrorKind::image, fmt::format("cannot copy to `/{}`: {}", store::shown(path),
                                        std::generic_category().message(errno))};
}

class Copier {
 public:
  Copier(const store::RootFolder& to, const CopyOrder& order) : m_to(to), m_order(order) {}

  Result<void> folder(int from, const std::string& target) {
    if (auto made = folder_at(target, nullptr); !made) return made;
    return store::walk(from, [&](const store::Found& found) -> Result<void> {
      const std::string path = target.empty() ? found.path : target + "/" + found.path;
      if (S_ISDIR(found.status.st_mode)) return folder_at(path, &found.status);
      return entry(found, path);
    });
  }

  /// A file or a link.
  Result<void> entry(const store::Found& found, const std::string& path) {
    const auto parts = store::split_path(path);
    const auto parent = m_to.make_folder(parts.folder);
    if (!parent) return parent.error();
    if (::unlinkat(parent->get(), parts.name.c_str(), 0) != 0 && errno != ENOENT)
      return copy_failed(path);
    if (S_ISLNK(found.status.st_mode)) {
      const auto target = found.link_target();
      if (!target) return target.error();
      if (::symlinkat(target->c_str(), parent->get(), parts.name.c_str()) != 0 ||
          ::fchownat(parent->get(), parts.name.c_str(), m_order.owner.id, m_order.owner.group,
                     AT_SYMLINK_NOFOLLOW) != 0)
        return copy_failed(path);
      return {};
    }
    if (!S_ISREG(found.status.st_mode)) return {};
    const Descriptor from(::openat(found.folder, found.name.c_str(), O_RDONLY | O_CLOEXEC));
    const Descriptor to(::openat(parent->get(), parts.name.c_str(),
                                 O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!from || !to || !copy_bytes(from, to) || !copy_attributes(found.status, from, to))
      return copy_failed(path);
    return {};
  }

 private:
  /// One that is there keeps its owner and mode.
  Result<void> folder_at(const std::string& path, const struct stat* like) {
    if (m_to.folder(path)) return {};
    const auto made = m_to.make_folder(path);
    if (!made) return made.error();
    const mode_t mode = m_order.mode.value_or(like == nullptr ? 0755 : like->st_mode & 07777U);
    if (::fchown(made->get(), m_order.owner.id, m_order.owner.group) != 0 ||
        ::fchmod(made->get(), mode) != 0)
      return copy_failed(path);
    return {};
  }

  static bool copy_bytes(const Descriptor& from, const Descriptor& to) {
    for (;;) {
      const ssize_t copied =
          ::copy_file_range(from.get(), nullptr, to.get(), nullptr, k_copy_at_once, 0);
      if (copied == 0) return true;
      if (copied > 0 || errno == EINTR) continue;
      // From a file system that cannot: by hand, from where it stopped.
      return (errno == EXDEV || errno == EINVAL || errno == EOPNOTSUPP) && copy_by_hand(from, to);
    }
  }

  static bool copy_by_hand(const Descriptor& from, const Descriptor& to) {
    std::string buffer(256UL * 1024, '\0');
    for (;;) {
      const ssize_t got = ::read(from.get(), buffer.data(), buffer.size());
      if (got == 0) return true;
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return false;
      for (ssize_t at = 0; at < got;) {
        const ssize_t written =
            ::write(to.get(), buffer.data() + at, static_cast<std::size_t>(got - at));
        if (written < 0 && errno != EINTR) return false;
        if (written > 0) at += written;
      }
    }
  }

  bool copy_attributes(const struct stat& status, const Descriptor& from, const Descriptor& to) {
    if (::fchown(to.get(), m_order.owner.id, m_order.owner.group) != 0 ||
        ::fchmod(to.get(), m_order.mode.value_or(status.st_mode & 07777U)) != 0)
      return false;
    std::array<char, 256> value{};
    const ssize_t size = ::fgetxattr(from.get(), "security.capability", value.data(), value.size());
    if (size > 0 && ::fsetxattr(to.get(), "security.capability", value.data(),
                                static_cast<std::size_t>(size), 0) != 0)
      return false;
    const std::array times{status.st_mtim, status.st_mtim};
    return ::futimens(to.get(), times.data()) == 0;
  }

  const store::RootFolder& m_to;
  const CopyOrder& m_order;
};

Result<void> copy_file(const store::RootFolder& from, const CopySource& source, Copier& copier,
                       const std::string& target) {
  const auto opened = from.follow(source.path, O_PATH);
  if (!opened) return opened.error();
  store::Found found;
  found.name = "/proc/self/fd/" + std::to_string(opened->get());
  if (::fstat(opened->get(), &found.status) != 0) return errno_error("cannot look at", source.path);
  return copier.entry(found, target);
}

}  // namespace

Result<void> copy_sources(const store::RootFolder& from, const store::RootFolder& to,
                          const CopyOrder& order) {
  Copier copier(to, order);
  const bool into_folder = order.into_folder || to.folder(order.target).has_value();
  for (const CopySource& source : order.sources) {
    if (source.is_folder) {
      const auto folder = from.folder(source.path);
      if (!folder) return folder.error();
      if (auto copied = copier.folder(folder->get(), order.target); !copied) return copied;
      continue;
    }
    const std::string name = store::split_path(source.path).name;
    const std::string target = !into_folder           ? order.target
                               : order.target.empty() ? name
                                                      : order.target + "/" + name;
    if (auto copied = copy_file(from, source, copier, target); !copied) return copied;
  }
  return {};
}

}  // namespace caisson::engine::embedded::build
