#include "engine/embedded/store/layer_tar.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <map>
#include <memory>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "engine/embedded/store/layout.hpp"
#include "engine/embedded/store/root_folder.hpp"
#include "engine/embedded/store/walk.hpp"
#include "engine/embedded/store/whiteout.hpp"

namespace caisson::engine::embedded::store {
namespace {

using Write = std::function<void(std::string_view)>;

la_ssize_t pass_on(struct archive*, void* data, const void* bytes, std::size_t size) {
  (*static_cast<const Write*>(data))({static_cast<const char*>(bytes), size});
  return static_cast<la_ssize_t>(size);
}

class LayerTar {
 public:
  explicit LayerTar(const Write& write) : m_write(write), m_tar(::archive_write_new()) {
    ::archive_write_set_format_pax_restricted(m_tar.get());
    // Names are bytes, whatever they mean.
    ::archive_write_set_options(m_tar.get(), "hdrcharset=BINARY");
    ::archive_write_set_bytes_in_last_block(m_tar.get(), 1);
    ::archive_write_open(m_tar.get(), const_cast<Write*>(&m_write), nullptr, &pass_on, nullptr);
  }

  Result<void> add(const Found& found) {
    if (is_whiteout_device(found.status)) return add_whiteout(found);
    const mode_t mode = found.status.st_mode;
    if (S_ISSOCK(mode) || S_ISCHR(mode) || S_ISBLK(mode)) return {};
    const auto entry = entry_of(found);
    if (S_ISLNK(mode)) {
      const auto target = found.link_target();
      if (!target) return target.error();
      ::archive_entry_set_symlink(entry.get(), target->c_str());
    }
    if (S_ISDIR(mode)) return add_folder(found, entry.get());
    if (!S_ISREG(mode)) return header(entry.get(), found.path);
    if (found.status.st_nlink > 1) {
      const auto [first, is_new] = m_links.emplace(found.status.st_ino, found.path);
      if (!is_new) {
        ::archive_entry_set_hardlink(entry.get(), first->second.c_str());
        ::archive_entry_set_size(entry.get(), 0);
        return header(entry.get(), found.path);
      }
    }
    return add_file(found, entry.get());
  }

  Result<void> finish() {
    if (::archive_write_close(m_tar.get()) == ARCHIVE_OK) return {};
    return broken("its end");
  }

 private:
  struct Free {
    void operator()(struct archive* tar) const { ::archive_write_free(tar); }
    void operator()(archive_entry* entry) const { ::archive_entry_free(entry); }
  };
  using Entry = std::unique_ptr<archive_entry, Free>;

  Error broken(const std::string& path) const {
    return {ErrorKind::image, fmt::format("cannot write `{}` as a layer: {}", shown(path),
                                          ::archive_error_string(m_tar.get()))};
  }

  static Entry entry_of(const Found& found) {
    Entry entry(::archive_entry_new());
    ::archive_entry_copy_stat(entry.get(), &found.status);
    ::archive_entry_set_pathname(entry.get(), found.path.c_str());
    // What differs between two folders of the same content.
    ::archive_entry_unset_atime(entry.get());
    ::archive_entry_unset_ctime(entry.get());
    ::archive_entry_set_dev(entry.get(), 0);
    ::archive_entry_set_ino(entry.get(), 0);
    ::archive_entry_set_nlink(entry.get(), 1);
    return entry;
  }

  Result<void> header(archive_entry* entry, const std::string& path) {
    if (::archive_write_header(m_tar.get(), entry) == ARCHIVE_OK) return {};
    return broken(path);
  }

  Result<void> add_whiteout(const Found& found) {
    const auto parts = split_path(found.path);
    return empty_file((parts.folder.empty() ? "" : parts.folder + "/") + std::string(k_whiteout) +
                      parts.name);
  }

  Result<void> empty_file(const std::string& path) {
    const Entry entry(::archive_entry_new());
    ::archive_entry_set_pathname(entry.get(), path.c_str());
    ::archive_entry_set_mode(entry.get(), S_IFREG | 0644);
    ::archive_entry_set_size(entry.get(), 0);
    return header(entry.get(), path);
  }

  Result<void> add_folder(const Found& found, archive_entry* entry) {
    const Descriptor folder(::openat(found.folder, found.name.c_str(),
                                     O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder) return errno_error("cannot open the folder", shown(found.path));
    if (auto written = header(entry, found.path); !written) return written;
    if (!is_opaque(folder.get())) return {};
    return empty_file(found.path + "/" + std::string(k_opaque_whiteout));
  }

  Result<void> add_file(const Found& found, archive_entry* entry) {
    const Descriptor file(
        ::openat(found.folder, found.name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file) return errno_error("cannot open", shown(found.path));
    std::array<char, 256> value{};
    const ssize_t size = ::fgetxattr(file.get(), "security.capability", value.data(), value.size());
    if (size > 0)
      ::archive_entry_xattr_add_entry(entry, "security.capability", value.data(),
                                      static_cast<std::size_t>(size));
    if (auto written = header(entry, found.path); !written) return written;
    for (;;) {
      const ssize_t got = ::read(file.get(), m_buffer.data(), m_buffer.size());
      if (got == 0) return {};
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return errno_error("cannot read", shown(found.path));
      if (::archive_write_data(m_tar.get(), m_buffer.data(), static_cast<std::size_t>(got)) != got)
        return broken(found.path);
    }
  }

  const Write& m_write;
  std::unique_ptr<struct archive, Free> m_tar;
  std::map<ino_t, std::string> m_links;  ///< the first name of what has several
  std::string m_buffer = std::string(256UL * 1024, '\0');
};

}  // namespace

Result<void> write_layer_tar(const std::string& folder,
                             const std::function<void(std::string_view)>& write) {
  const auto root = RootFolder::open(folder);
  if (!root) return root.error();
  LayerTar tar(write);
  auto walked = walk(root->get(), [&tar](const Found& found) { return tar.add(found); });
  if (!walked) return walked;
  return tar.finish();
}

}  // namespace caisson::engine::embedded::store
