#pragma once

#include <sys/stat.h>

#include <map>
#include <string>

struct archive_entry;

namespace caisson::engine::embedded::store {

/// Owner, mode, time and extended attributes of an archive's entry, as far as they are taken.
class EntryAttributes {
 public:
  /// `keep_owner`: where this process is root; else all is this process's own.
  EntryAttributes(archive_entry* entry, bool keep_owner);

  mode_t mode() const { return m_mode; }
  /// Of an open file or folder. False, and errno, where that fails.
  bool set(int fd) const;
  /// Owner and time of what cannot be opened, like a link.
  bool set_without_following(int folder, const std::string& name) const;

 private:
  bool m_keep_owner;
  uid_t m_user;
  gid_t m_group;
  mode_t m_mode;
  timespec m_time{};
  std::map<std::string, std::string> m_extended;
};

}  // namespace caisson::engine::embedded::store
