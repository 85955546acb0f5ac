#pragma once

#include <string>
#include <string_view>

namespace caisson::test {

/// A tar archive (POSIX ustar) of regular files, for build contexts and root file systems.
class Tar {
 public:
  Tar& add(std::string_view path, std::string_view content, unsigned mode = 0644);
  /// The archive with its two closing blocks of zeros.
  std::string str() const;

 private:
  std::string m_bytes;
};

}  // namespace caisson::test
