#include "base/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "base/descriptor.hpp"

namespace caisson {
namespace {

Result<void> write_all(const Descriptor& file, std::string_view content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(file.get(), content.data(), content.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno_error("cannot write", path);
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.get()) != 0) return errno_error("cannot flush", path);
  return {};
}

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

}  // namespace

Error errno_error(std::string_view what, const std::string& path) {
  const int code = errno;
  const ErrorKind kind = code == ENOENT ? ErrorKind::not_found : ErrorKind::io;
  return Error{kind, fmt::format("{}: {}", what, std::generic_category().message(code)), path};
}

bool file_exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

Result<std::string> read_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return errno_error("cannot open", path);
  std::string content;
  std::array<char, 65536> block;  // not zeroed: most files are small
  for (;;) {
    const ssize_t got = ::read(file.get(), block.data(), block.size());
    if (got == 0) return content;
    if (got > 0) {
      content.append(block.data(), static_cast<std::size_t>(got));
    } else if (errno != EINTR) {
      return errno_error("cannot read", path);
    }
  }
}

Result<void> write_file(const std::string& path, std::string_view content, mode_t mode) {
  std::string temporary = path + ".XXXXXX";
  Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!file) return errno_error("cannot create a file beside it", path);
  Result<void> written = write_all(file, content, path);
  if (written && ::fchmod(file.get(), mode) != 0)
    written = errno_error("cannot set its mode", path);
  if (written && ::rename(temporary.c_str(), path.c_str()) != 0) {
    written = errno_error("cannot replace it", path);
  }
  if (!written) {
    ::unlink(temporary.c_str());
    return written;
  }
  const Descriptor folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder) ::fsync(folder.get());  // Some file systems refuse it; the rename stands anyway.
  return {};
}

Result<void> overwrite_file(const std::string& path, std::string_view content) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file) return errno_error("cannot open for writing", path);
  const Result<void> written = write_all(file, content, path);
  if (!written) return written;
  if (::ftruncate(file.get(), static_cast<off_t>(content.size())) != 0)
    return errno_error("cannot shorten", path);
  return {};
}

Result<void> make_directories(const std::string& path, mode_t mode) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (!part.empty() && ::mkdir(part.c_str(), mode) != 0) {
      const int code = errno;
      struct stat status {};
      const bool there = ::stat(part.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
      if (!there) {
        errno = code;
        return errno_error("cannot create the folder", part);
      }
    }
    if (end == std::string::npos) return {};
  }
}

Result<void> write_if_different(const std::string& path, std::string_view content, mode_t mode) {
  const Result<std::string> present = read_file(path);
  if (present && *present == content) return {};
  return write_file(path, content, mode);
}

Result<void> remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return errno_error("cannot remove", path);
  return {};
}

}  // namespace caisson
