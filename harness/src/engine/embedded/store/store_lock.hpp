#pragma once

#include <filesystem>
#include <optional>

#include "base/descriptor.hpp"
#include "base/error.hpp"

namespace caisson::engine::embedded::store {

/// A lock that many may share or one may have alone (fcntl(2) F_OFD_SETLK). The kernel frees it
/// with the last descriptor, so that no death leaves it behind.
class StoreLock {
 public:
  /// Waits for who has it alone; that is never long.
  static Result<StoreLock> share(const std::filesystem::path& file);
  /// Waits for everybody.
  static Result<StoreLock> own(const std::filesystem::path& file);
  /// None where somebody has it.
  static Result<std::optional<StoreLock>> try_own(const std::filesystem::path& file);

  /// The open file that has the lock.
  int descriptor() const { return m_file.get(); }

 private:
  explicit StoreLock(Descriptor file) : m_file(std::move(file)) {}
  static Result<std::optional<StoreLock>> take(const std::filesystem::path& file, short type,
                                               int command);
  Descriptor m_file;
};

}  // namespace caisson::engine::embedded::store
