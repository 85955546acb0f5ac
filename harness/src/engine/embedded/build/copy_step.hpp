#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "engine/embedded/build/user_lookup.hpp"
#include "engine/embedded/store/root_folder.hpp"

namespace caisson::engine::embedded::build {

/// What a COPY takes, from below `from`: paths without patterns, in their order, each there.
struct CopySource {
  std::string path;
  bool is_folder = false;
};

/// The paths that words of a COPY mean: `*`, `?` and `[…]` within a part, no `..`. A word without a
/// pattern that is not there, and nothing at all, are ErrorKind::image.
Result<std::vector<CopySource>> find_sources(const store::RootFolder& from,
                                             const std::vector<std::string>& words);

/// SHA-256 over names, modes and contents of what would be copied: what tells whether a copy made
/// earlier is the same.
Result<std::string> digest_of_sources(const store::RootFolder& from,
                                      const std::vector<CopySource>& sources);

struct CopyOrder {
  std::vector<CopySource> sources;
  std::string target;          ///< relative to the root, without `..`
  bool into_folder = false;    ///< it is said to be a folder
  User owner;                  ///< of what is copied, whoever had it
  std::optional<mode_t> mode;  ///< else each keeps its own
};

/// Copies as the classic builder does: a folder means what is in it, a file goes into a folder or
/// takes the name, links stay links, what is there is replaced.
Result<void> copy_sources(const store::RootFolder& from, const store::RootFolder& to,
                          const CopyOrder& order);

}  // namespace caisson::engine::embedded::build
