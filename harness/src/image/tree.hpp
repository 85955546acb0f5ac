#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "image/ignore.hpp"

namespace caisson::image {

/// One entry of a build context, without what differs between two checkouts: owner, time, umask.
struct TreeEntry {
  enum class Kind { file, folder, link };
  std::string path;  ///< relative, with `/`
  Kind kind = Kind::file;
  bool executable = false;  ///< of a file
  std::string target;       ///< of a link
  std::int64_t size = 0;    ///< of a file, bytes
};

/// All that lies below `root` and is not ignored, by path; sockets and devices are passed over.
/// Folders are only there for what is in them. ErrorKind::image when something cannot be read.
Result<std::vector<TreeEntry>> read_tree(const std::string& root, const IgnoreRules& ignore);

}  // namespace caisson::image
