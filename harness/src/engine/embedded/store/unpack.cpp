#include "engine/embedded/store/unpack.hpp"

#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include "engine/embedded/store/archive_handle.hpp"
#include "engine/embedded/store/entry_attributes.hpp"
#include "engine/embedded/store/layout.hpp"
#include "engine/embedded/store/root_folder.hpp"
#include "engine/embedded/store/whiteout.hpp"

namespace caisson::engine::embedded::store {
namespace {

constexpr std::size_t k_write_block = 256UL * 1024;

class Unpacker {
 public:
  Unpacker(ByteSource tar, RootFolder root, TarKind kind)
      : m_archive(std::move(tar), ArchiveHandle::Format::tar),
        m_root(std::move(root)),
        m_kind(kind) {}

  Result<void> run() {
    for (;;) {
      const auto entry = m_archive.next();
      if (!entry) return entry.error();
      if (*entry == nullptr) return finish_folders();
      if (auto taken = take(*entry); !taken) return taken;
    }
  }

 private:
  /// A folder's time and mode, set when nothing is put into it any more.
  struct Later {
    std::string path;
    EntryAttributes attributes;
  };

  static Error failed(const char* what, const std::string& path) {
    const int code = errno;
    Error error{ErrorKind::image,
                fmt::format("cannot {} `/{}` of the image: {}", what, shown(path.substr(0, 200)),
                            std::generic_category().message(code))};
    if (code == ENOSPC || code == EDQUOT)
      error.remedy = "make room, e.g. with `caisson image prune`";
    return error;
  }

  Result<void> take(archive_entry* entry) {
    const char* named = ::archive_entry_pathname(entry);
    if (named == nullptr) return Error{ErrorKind::image, "the archive has an entry without a name"};
    const auto path = plain_path(named);
    if (!path) return path.error();
    EntryAttributes attributes(entry, m_kind == TarKind::layer);
    if (path->empty()) {
      m_later.push_back({{}, std::move(attributes)});
      return {};
    }
    const auto parts = split_path(*path);
    if (auto ready = enter(parts.folder); !ready) return ready;
    if (m_kind == TarKind::layer && is_whiteout(parts.name)) return white_out(parts.name, *path);
    if (const char* target = ::archive_entry_hardlink(entry); target != nullptr)
      return link(target, parts.name, *path);
    switch (::archive_entry_filetype(entry)) {
      case AE_IFDIR:
        return make_folder(parts.name, *path, std::move(attributes));
      case AE_IFREG:
        return write_file(parts.name, *path, attributes);
      case AE_IFLNK:
        return make_symlink(::archive_entry_symlink(entry), parts.name, *path, attributes);
      case AE_IFIFO:
        return make_fifo(parts.name, *path, attributes);
      default:
        return {};  // devices and sockets
    }
  }

  /// Makes `m_parent` the folder of the next entry; entries of one folder follow each other.
  Result<void> enter(const std::string& folder) {
    if (m_parent && folder == m_parent_path) return {};
    auto opened = m_root.make_folder(folder);
    if (!opened) return opened.error();
    m_parent = std::move(*opened);
    m_parent_path = folder;
    return {};
  }

  /// Later entries go before earlier ones; a folder that stays one keeps what is in it.
  Result<void> make_way(const std::string& name, const std::string& path) {
    struct stat status {};
    if (::fstatat(m_parent.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno == ENOENT) return {};
      return failed("look at", path);
    }
    if (!S_ISDIR(status.st_mode)) {
      if (::unlinkat(m_parent.get(), name.c_str(), 0) != 0) return failed("replace", path);
      return {};
    }
    // Nobody else writes here, so that no link can come in between.
    const std::string below = fmt::format("/proc/self/fd/{}/{}", m_parent.get(), name);
    std::error_code error;
    std::filesystem::remove_all(below, error);
    errno = error.value();
    if (error) return failed("replace", path);
    return {};
  }

  Result<void> make_folder(const std::string& name, const std::string& path,
                           EntryAttributes attributes) {
    struct stat status {};
    const bool there = ::fstatat(m_parent.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
    // What was whited out before it was made hides what lower layers have there.
    const bool hides = there && is_whiteout_device(status);
    if (!there || !S_ISDIR(status.st_mode)) {
      if (auto free = make_way(name, path); !free) return free;
      if (::mkdirat(m_parent.get(), name.c_str(), 0700) != 0)
        return failed("make the folder", path);
    }
    if (hides) {
      const Descriptor made(
          ::openat(m_parent.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      if (!made || !make_opaque(made.get())) return failed("make opaque", path);
    }
    m_later.push_back({path, std::move(attributes)});
    return {};
  }

  Result<void> write_file(const std::string& name, const std::string& path,
                          const EntryAttributes& attributes) {
    if (auto free = make_way(name, path); !free) return free;
    const Descriptor file(::openat(m_parent.get(), name.c_str(),
                                   O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file) return failed("make", path);
    for (;;) {
      auto bytes = m_archive.read(m_buffer);
      if (!bytes) return bytes.error();
      if (bytes->empty()) break;
      while (!bytes->empty()) {
        const ssize_t written = ::write(file.get(), bytes->data(), bytes->size());
        if (written < 0 && errno != EINTR) return failed("write", path);
        if (written > 0) bytes->remove_prefix(static_cast<std::size_t>(written));
      }
    }
    if (!attributes.set(file.get())) return failed("set the attributes of", path);
    return {};
  }

  Result<void> make_symlink(const char* target, const std::string& name, const std::string& path,
                            const EntryAttributes& attributes) {
    if (target == nullptr || *target == '\0')
      return Error{ErrorKind::image,
                   fmt::format("the link `/{}` of the image leads nowhere", shown(path))};
    if (auto free = make_way(name, path); !free) return free;
    if (::symlinkat(target, m_parent.get(), name.c_str()) != 0) return failed("link", path);
    if (!attributes.set_without_following(m_parent.get(), name))
      return failed("set the attributes of", path);
    return {};
  }

  Result<void> make_fifo(const std::string& name, const std::string& path,
                         const EntryAttributes& attributes) {
    if (auto free = make_way(name, path); !free) return free;
    if (::mkfifoat(m_parent.get(), name.c_str(), 0600) != 0) return failed("make", path);
    if (!attributes.set_without_following(m_parent.get(), name) ||
        ::fchmodat(m_parent.get(), name.c_str(), attributes.mode(), 0) != 0)
      return failed("set the attributes of", path);
    return {};
  }

  Result<void> link(const char* target, const std::string& name, const std::string& path) {
    const auto plain = plain_path(target);
    if (!plain) return plain.error();
    const auto parts = split_path(*plain);
    const auto folder = m_root.folder(parts.folder);
    struct stat from {};
    if (!folder || parts.name.empty() ||
        ::fstatat(folder->get(), parts.name.c_str(), &from, AT_SYMLINK_NOFOLLOW) != 0)
      return Error{ErrorKind::image,
                   fmt::format("the hard link `/{}` of the image is one to `/{}`, "
                               "which is not there",
                               shown(path), shown(*plain))};
    struct stat present {};
    if (::fstatat(m_parent.get(), name.c_str(), &present, AT_SYMLINK_NOFOLLOW) == 0 &&
        present.st_ino == from.st_ino)
      return {};
    if (auto free = make_way(name, path); !free) return free;
    if (::linkat(folder->get(), parts.name.c_str(), m_parent.get(), name.c_str(), 0) != 0)
      return failed("link", path);
    return {};
  }

  Result<void> white_out(const std::string& name, const std::string& path) {
    if (name == k_opaque_whiteout) {
      if (!make_opaque(m_parent.get())) return failed("make opaque", path);
      return {};
    }
    if (name.starts_with(k_whiteout_meta)) return {};  // of AUFS, means nothing here
    const std::string hidden = name.substr(k_whiteout.size());
    if (hidden.empty() || hidden == "." || hidden == "..")
      return Error{ErrorKind::image, fmt::format("`/{}` of the image hides nothing", shown(path))};
    struct stat status {};
    if (::fstatat(m_parent.get(), hidden.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
      // It is about lower layers: what this one has stays.
      if (!S_ISDIR(status.st_mode)) return {};
      const Descriptor folder(::openat(m_parent.get(), hidden.c_str(),
                                       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      if (!folder || !make_opaque(folder.get())) return failed("make opaque", path);
      return {};
    }
    if (::mknodat(m_parent.get(), hidden.c_str(), S_IFCHR, makedev(0, 0)) != 0)
      return failed("hide by", path);
    return {};
  }

  Result<void> finish_folders() {
    for (auto later = m_later.rbegin(); later != m_later.rend(); ++later) {
      const auto parts = split_path(later->path);
      const auto parent = m_root.folder(parts.folder);
      if (!parent) continue;  // replaced by a later entry
      const std::string name = parts.name.empty() ? "." : parts.name;
      const Descriptor folder(
          ::openat(parent->get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      if (folder && !later->attributes.set(folder.get()))
        return failed("set the attributes of", later->path);
    }
    return {};
  }

  ArchiveHandle m_archive;
  RootFolder m_root;
  TarKind m_kind;
  Descriptor m_parent;
  std::string m_parent_path;
  std::vector<Later> m_later;
  std::string m_buffer = std::string(k_write_block, '\0');
};

}  // namespace

Result<void> unpack(ByteSource tar, const std::string& folder, TarKind kind) {
  auto root = RootFolder::open(folder);
  if (!root) return root.error();
  return Unpacker(std::move(tar), std::move(*root), kind).run();
}

}  // namespace caisson::engine::embedded::store
