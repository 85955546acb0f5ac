#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "base/error.hpp"
#include "engine/embedded/build/words.hpp"
#include "engine/embedded/store/image_store.hpp"
#include "engine/embedded/store/layout.hpp"
#include "engine/embedded/store/scratch.hpp"

namespace caisson::engine::embedded::build {

/// engine::BuildSpec, its context in a file.
struct BuildOrder {
  std::string tag;
  std::filesystem::path context;  ///< a tar
  std::string dockerfile;
  std::string target;
  Variables arguments;
  std::map<std::string, std::string> labels;
  std::string network;
  std::int64_t cpu_shares = 0;
};

/// What a build asks of others.
struct BuildHelp {
  std::function<void(const std::string&)> say;  ///< a line for the reader
  /// Has the image of a FROM, from wherever.
  std::function<Result<StoredImage>(const std::string& reference)> provide;
};

/// Builds an image of a recipe in this process, which has a mount namespace of its own and nothing
/// else to do: mounts, and commands that run, go with it.
///
/// RUN and COPY make a layer each: an overlayfs over those before, whose upper folder becomes the
/// layer by a rename, so that no byte is packed, copied or unpacked. A step that was made before of
/// the same things is taken from the store. Only stages that the target needs are built. Copies are
/// root's unless `--chown` says otherwise, as with the classic builder.
Result<StoredImage> build_image(const store::Layout& layout, const store::Scratch& scratch,
                                const BuildOrder& order, const BuildHelp& help);

}  // namespace caisson::engine::embedded::build
