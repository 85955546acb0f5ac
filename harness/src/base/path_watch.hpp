#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "base/loop.hpp"

namespace caisson {

/// Tells where files may have changed, at and below paths (inotify(7)). Folders are watched as they
/// come, also a path itself that is not there yet, or was removed and made again; what an editor
/// renames into place counts like what it writes. Hints only: who wants to know looks at the files.
class PathWatch {
 public:
  /// All are called on the loop's thread, never from inside a call of ours.
  struct Callbacks {
    /// This file, or anything in this folder, may be another one now.
    std::function<void(const std::string& path)> touched;
    /// The kernel could not keep up: anything may have changed.
    std::function<void()> lost;
    /// A folder cannot be watched, as the error says, once for each cause; the others are.
    std::function<void(Error)> blind;
    /// Whether nobody wants to know of this folder and what is below it.
    std::function<bool(const std::string& folder)> skip;
  };
  /// inotify_add_watch(2), or what stands in for it in a test.
  using AddWatch = std::function<int(int inotify, const char* path, std::uint32_t mask)>;

  /// ErrorKind::io where the kernel grants no inotify instance. `loop` outlives the object.
  static Result<std::unique_ptr<PathWatch>> make(Loop& loop, Callbacks callbacks,
                                                 AddWatch add_watch = {});
  ~PathWatch();
  PathWatch(const PathWatch&) = delete;
  PathWatch& operator=(const PathWatch&) = delete;

  /// Begins to watch an absolute path, a file or a folder or nothing yet.
  void add(const std::string& path);

 private:
  struct State;
  explicit PathWatch(std::shared_ptr<State> state);
  std::shared_ptr<State> m_state;
};

}  // namespace caisson
