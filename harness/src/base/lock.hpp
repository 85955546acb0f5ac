#pragma once

#include <optional>
#include <string>

#include "base/descriptor.hpp"
#include "base/error.hpp"

namespace caisson {

/// An exclusive lock between processes, with its holder written inside. It belongs to the open file
/// (fcntl(2) F_OFD_SETLK; unlike flock(2), who holds it can be asked without taking it): a forked
/// child shares it, and the kernel frees it with the last descriptor, so no death leaves it behind.
class Lock {
 public:
  /// Takes the lock or fails at once: ErrorKind::conflict names the holder, as it described itself.
  /// `who` is one line for the reader of that message: "instance `shop-1a2b3c`".
  static Result<Lock> acquire(const std::string& path, const std::string& who);

  const std::string& path() const { return m_path; }

 private:
  Lock(Descriptor file, std::string path) : m_file(std::move(file)), m_path(std::move(path)) {}
  Descriptor m_file;
  std::string m_path;
};

/// Who holds a lock.
struct LockHolder {
  int pid = 0;
  std::string who;
};

/// The present holder; none when the lock is free or the file not there.
std::optional<LockHolder> lock_holder(const std::string& path);

}  // namespace caisson
