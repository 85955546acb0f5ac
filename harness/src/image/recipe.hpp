#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "image/tree.hpp"
#include "model/stack.hpp"

namespace caisson::image {

/// A recipe as it lies on disk, and all its inputs that decide what comes out.
struct Recipe {
  enum class Kind {
    dockerfile,  ///< built by the engine
    rootfs,      ///< `rootfs.sh` writes a root file system, which is imported
  };
  Kind kind = Kind::dockerfile;
  std::string folder;                          ///< of the recipe
  std::string context;                         ///< root of the context
  std::string dockerfile;                      ///< absolute path of the Dockerfile
  std::string target;                          ///< stage, or empty
  std::vector<TreeEntry> entries;              ///< of the context, by path
  std::map<std::string, std::string> digests;  ///< path of a file → SHA-256 of its content
  std::string content_hash;                    ///< of all of these, without the bases
};

/// Reads the recipe of an image: its Dockerfile or rootfs.sh, the context with .dockerignore (or
/// `Dockerfile.dockerignore` beside the Dockerfile) honoured. ErrorKind::image, placed at the
/// declaration.
Result<Recipe> read_recipe(const model::Image& image);

/// What the build of an image leaves out of its context: nothing where there is no recipe.
struct Ignored {
  std::string context;
  IgnoreRules rules;
};
Result<Ignored> ignored_by(const model::Image& image);

/// What identifies the image a recipe makes: its inputs and those of its bases, in the order in
/// which they are declared. Independent of time, owner, umask and the place of the checkout.
/// `bases`: name of a base → what identifies it (a recipe hash, or the id of an image from a
/// registry).
std::string recipe_hash(const Recipe& recipe, const std::map<std::string, std::string>& bases);

/// `caisson/<image>:<first 12 digits of the hash>`
std::string recipe_tag(const std::string& image, const std::string& hash);

/// The build argument a base is handed over in: `BASE_DEBIAN_BOOKWORM` for `debian-bookworm`.
std::string base_argument(const std::string& base);

}  // namespace caisson::image
