#include "base/lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>

#include "base/file.hpp"
#include "base/text.hpp"

namespace caisson {
namespace {

/// What a holder wrote: "<pid> <who>\n". It may be caught between locking and writing.
LockHolder read_holder(const std::string& path) {
  LockHolder holder;
  const Result<std::string> content = read_file(path);
  if (!content) return holder;
  const std::string_view line = trim(*content);
  const std::size_t blank = line.find(' ');
  const std::string_view number = line.substr(0, blank);
  std::from_chars(number.data(), number.data() + number.size(), holder.pid);
  if (blank != std::string_view::npos) holder.who = line.substr(blank + 1);
  return holder;
}

/// An exclusive lock on the whole file, as fcntl(2) wants it.
struct flock whole_file() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

int lock_without_waiting(int fd) {
  struct flock lock = whole_file();
  int result = 0;
  do {
    result = ::fcntl(fd, F_OFD_SETLK, &lock);
  } while (result != 0 && errno == EINTR);
  return result;
}

}  // namespace

Result<Lock> Lock::acquire(const std::string& path, const std::string& who) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file) return errno_error("cannot open the lock", path);
  if (lock_without_waiting(file.get()) != 0) {
    if (errno != EAGAIN && errno != EACCES) return errno_error("cannot lock", path);
    const LockHolder holder = read_holder(path);
    const std::string name = holder.pid == 0
                                 ? "another process"
                                 : fmt::format("process {} ({})", holder.pid, holder.who);
    return Error{ErrorKind::conflict, fmt::format("is held by {}", name), path};
  }
  const std::string content = fmt::format("{} {}\n", ::getpid(), who);
  const bool written =
      ::ftruncate(file.get(), 0) == 0 && ::pwrite(file.get(), content.data(), content.size(), 0) ==
                                             static_cast<ssize_t>(content.size());
  if (!written) return errno_error("cannot write the lock's holder", path);
  return Lock(std::move(file), path);
}

std::optional<LockHolder> lock_holder(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct flock lock = whole_file();
  const bool held = file && ::fcntl(file.get(), F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  if (!held) return std::nullopt;
  return read_holder(path);
}

}  // namespace caisson
