#pragma once

#include <string>
#include <string_view>

namespace caisson::image {

/// A tar archive in memory: ustar, with pax headers where a name does not fit (pax(1),
/// POSIX.1-2017). Owner root, one fixed time, names as bytes: the same entries are the same bytes.
class Tar {
 public:
  void add_folder(const std::string& path);
  void add_link(const std::string& path, const std::string& target);
  /// Below 8 GiB.
  void add_file(const std::string& path, std::string_view content, bool executable);
  /// The whole archive. Nothing is added afterwards.
  std::string finish();

 private:
  struct Entry {
    char type;
    unsigned mode;
    std::string_view target;
    std::string_view content;
  };
  void add(const std::string& path, const Entry& entry);
  void append(std::string_view name, const Entry& entry);

  std::string m_bytes;
};

}  // namespace caisson::image
