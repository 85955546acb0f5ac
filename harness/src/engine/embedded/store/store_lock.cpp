#include "engine/embedded/store/store_lock.hpp"

#include <fcntl.h>

#include <cerrno>

#include "base/file.hpp"

namespace caisson::engine::embedded::store {

Result<std::optional<StoreLock>> StoreLock::take(const std::filesystem::path& file, short type,
                                                 int command) {
  Descriptor opened(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!opened) return errno_error("cannot open the lock", file.string());
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  int result = 0;
  do {
    result = ::fcntl(opened.get(), command, &lock);
  } while (result != 0 && errno == EINTR);
  if (result == 0) return std::optional(StoreLock(std::move(opened)));
  if (errno == EAGAIN || errno == EACCES) return std::optional<StoreLock>();
  return errno_error("cannot lock", file.string());
}

Result<StoreLock> StoreLock::share(const std::filesystem::path& file) {
  auto lock = take(file, F_RDLCK, F_OFD_SETLKW);
  if (!lock) return lock.error();
  return *std::move(*lock);
}

Result<StoreLock> StoreLock::own(const std::filesystem::path& file) {
  auto lock = take(file, F_WRLCK, F_OFD_SETLKW);
  if (!lock) return lock.error();
  return *std::move(*lock);
}

Result<std::optional<StoreLock>> StoreLock::try_own(const std::filesystem::path& file) {
  return take(file, F_WRLCK, F_OFD_SETLK);
}

}  // namespace caisson::engine::embedded::store
