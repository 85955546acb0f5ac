#include "engine/embedded/nest/copy_tree.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "base/file.hpp"

namespace caisson::engine::embedded {
namespace fs = std::filesystem;
namespace {

void copy_attributes(const std::string& from, const std::string& to) {
  std::array<char, 4096> names{};
  const ssize_t size = ::llistxattr(from.c_str(), names.data(), names.size());
  for (ssize_t at = 0; at < size;) {
    const char* const name = names.data() + at;
    std::array<char, 4096> value{};
    const ssize_t length = ::lgetxattr(from.c_str(), name, value.data(), value.size());
    // What overlayfs notes for itself is no attribute of the file's.
    if (length >= 0 && !std::string_view(name).starts_with("trusted.overlay."))
      ::lsetxattr(to.c_str(), name, value.data(), static_cast<std::size_t>(length), 0);
    at += static_cast<ssize_t>(std::string_view(name).size()) + 1;
  }
}

Result<void> copy_entry(const std::string& from, const std::string& to);

Result<void> copy_content(const std::string& from, const std::string& to,
                          const struct stat& about) {
  std::error_code error;
  if (S_ISDIR(about.st_mode)) {
    if (::mkdir(to.c_str(), 0700) != 0) return errno_error("cannot make a folder", to);
    for (fs::directory_iterator at(from, error), end; !error && at != end; at.increment(error)) {
      const auto copied = copy_entry(at->path(), to + "/" + at->path().filename().string());
      if (!copied) return copied;
    }
  } else if (S_ISLNK(about.st_mode)) {
    fs::copy_symlink(from, to, error);
  } else if (S_ISREG(about.st_mode)) {
    fs::copy_file(from, to, error);
  } else if (::mknod(to.c_str(), about.st_mode, about.st_rdev) != 0) {
    return errno_error("cannot copy", from);
  }
  if (error) return Error{ErrorKind::io, "cannot copy: " + error.message(), from};
  return {};
}

Result<void> copy_entry(const std::string& from, const std::string& to) {
  struct stat about {};
  if (::lstat(from.c_str(), &about) != 0) return errno_error("cannot look at", from);
  const auto copied = copy_content(from, to, about);
  if (!copied) return copied;
  if (::lchown(to.c_str(), about.st_uid, about.st_gid) != 0)
    return errno_error("cannot give to its owner", to);
  copy_attributes(from, to);
  if (!S_ISLNK(about.st_mode)) ::chmod(to.c_str(), about.st_mode & 07777);
  const timespec times[] = {about.st_atim, about.st_mtim};
  ::utimensat(AT_FDCWD, to.c_str(), times, AT_SYMLINK_NOFOLLOW);
  return {};
}

}  // namespace

Result<void> copy_tree(const std::string& from, const std::string& to) {
  return copy_entry(from, to);
}

}  // namespace caisson::engine::embedded
