#include "engine/embedded/store/entry_attributes.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace caisson::engine::embedded::store {
namespace {

/// Not `trusted.*`, by which a layer could tell overlayfs where to look for files.
bool is_taken(std::string_view attribute) {
  if (attribute == "security.capability") return true;
  return attribute.starts_with("user.") && !attribute.starts_with("user.overlay.");
}

}  // namespace

EntryAttributes::EntryAttributes(archive_entry* entry, bool keep_owner)
    : m_keep_owner(keep_owner && ::geteuid() == 0),
      m_user(static_cast<uid_t>(::archive_entry_uid(entry))),
      m_group(static_cast<gid_t>(::archive_entry_gid(entry))),
      m_mode(::archive_entry_perm(entry)) {
  m_time.tv_sec = ::archive_entry_mtime(entry);
  m_time.tv_nsec = ::archive_entry_mtime_nsec(entry);
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  ::archive_entry_xattr_reset(entry);
  while (::archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK) {
    if (name != nullptr && is_taken(name))
      m_extended[name].assign(static_cast<const char*>(value), size);
  }
}

bool EntryAttributes::set(int fd) const {
  if (m_keep_owner && ::fchown(fd, m_user, m_group) != 0) return false;
  // After the owner, whose change takes these bits away; so with capabilities.
  if (::fchmod(fd, m_mode) != 0) return false;
  for (const auto& [name, value] : m_extended) {
    // A file system without them, or a user who may not: the file is there all the same.
    if (::fsetxattr(fd, name.c_str(), value.data(), value.size(), 0) != 0 && errno != ENOTSUP &&
        errno != EPERM)
      return false;
  }
  const timespec times[] = {m_time, m_time};
  return ::futimens(fd, times) == 0;
}

bool EntryAttributes::set_without_following(int folder, const std::string& name) const {
  if (m_keep_owner && ::fchownat(folder, name.c_str(), m_user, m_group, AT_SYMLINK_NOFOLLOW) != 0)
    return false;
  const timespec times[] = {m_time, m_time};
  return ::utimensat(folder, name.c_str(), times, AT_SYMLINK_NOFOLLOW) == 0;
}

}  // namespace caisson::engine::embedded::store
