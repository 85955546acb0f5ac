#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "image/recipe.hpp"
#include "plan/plan.hpp"
#include "watch/machine.hpp"
#include "watch/reaction.hpp"

namespace caisson::watch {

/// What the watched paths of a plan hold, by content: saving a file as it was, or touching it, is
/// no change. `.git`, `node_modules` and what the build of the service's image ignores are left
/// out. A PROGRAM counts when it is whole: a linker takes it away, and writes it piece by piece.
class Inputs {
 public:
  /// Reads everything. ErrorKind::image where a .dockerignore cannot be read.
  static Result<Inputs> read(const plan::Plan& plan);

  /// The watched paths, each once.
  std::vector<std::string> roots() const;
  /// Whether nobody watches this folder or anything below it.
  bool skips(const std::string& folder) const;
  /// Reads again where the hints point, and tells what is different since the last look.
  std::vector<Change> look(const Hints& hints);

 private:
  struct Watched {
    std::string service;
    model::Watch::Action action;
    std::string root;
    std::shared_ptr<const image::Ignored> ignored;
    bool is_program;                             ///< one that a linker may be at work on
    std::map<std::string, std::string> digests;  ///< by path
  };
  static bool leaves_out(const Watched& watched, const std::string& path, bool folder);
  static void read_below(const Watched& watched, const std::string& path,
                         std::map<std::string, std::string>& digests);
  static void compare(Watched& watched, const std::string& path, std::vector<Change>& changes);

  std::vector<Watched> m_watched;
};

}  // namespace caisson::watch
