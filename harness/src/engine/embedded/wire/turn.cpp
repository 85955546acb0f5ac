#include "engine/embedded/wire/turn.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace caisson::engine::embedded {
namespace {

/// The file that was locked may have been taken away while it was waited for.
bool is_still_there(const Descriptor& file, const std::string& path) {
  struct stat open {};
  struct stat there {};
  return ::fstat(file.get(), &open) == 0 && ::stat(path.c_str(), &there) == 0 &&
         open.st_dev == there.st_dev && open.st_ino == there.st_ino;
}

}  // namespace

Descriptor take_turn(const std::string& path, bool wait) {
  for (;;) {
    Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) return {};
    while (::flock(file.get(), wait ? LOCK_EX : LOCK_EX | LOCK_NB) != 0) {
      if (errno != EINTR) return {};
    }
    if (is_still_there(file, path)) return file;
  }
}

void end_turn(const std::string& path) {
  ::unlink(path.c_str());
}

}  // namespace caisson::engine::embedded
