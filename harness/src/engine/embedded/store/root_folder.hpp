#pragma once

#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "base/error.hpp"

namespace caisson::engine::embedded::store {

/// A folder as the root of all paths below it, as chroot(2) would have it: links, absolute or with
/// `..`, stay inside (openat2(2) RESOLVE_IN_ROOT). Nothing here follows the last part of a path
/// unless it says so.
class RootFolder {
 public:
  /// A folder, links to it followed; ErrorKind::io.
  static Result<RootFolder> open(const std::string& path);
  explicit RootFolder(Descriptor folder) : m_folder(std::move(folder)) {}

  int get() const { return m_folder.get(); }

  /// A folder below it; ErrorKind::not_found. Empty: the root itself.
  Result<Descriptor> folder(const std::string& path) const;
  /// The same, making what is missing with mode 0755.
  Result<Descriptor> make_folder(const std::string& path) const;
  /// Opens what a path leads to, its last link followed. `flags` of open(2), without O_CREAT.
  Result<Descriptor> follow(const std::string& path, int flags) const;

 private:
  Result<Descriptor> resolve(const std::string& path, int flags) const;
  Descriptor m_folder;
};

/// The parts of a path without empty ones and `.`, joined by `/`; absolute ones are below the root.
/// ErrorKind::image for one with `..`, a zero byte, or more than 256 parts.
Result<std::string> plain_path(std::string_view path);

/// "a/b/c" → "a/b" and "c".
struct SplitPath {
  std::string folder;
  std::string name;
};
SplitPath split_path(const std::string& path);

}  // namespace caisson::engine::embedded::store
