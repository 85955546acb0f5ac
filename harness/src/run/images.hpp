#pragma once

#include <functional>
#include <string>

#include "engine/engine.hpp"
#include "model/event.hpp"
#include "model/stack.hpp"

namespace caisson::run {

/// An image the engine has now.
struct ImageResult {
  std::string id;
  model::ImageSource source = model::ImageSource::recipe;
};

/// How a run gets its images, as two functions, so that tests need no provider.
struct Images {
  /// Finds, pulls or builds the image and the bases it is built on; the same image is asked for
  /// once a run. `progress` gets a line per change.
  std::function<void(const model::Image& image, std::function<void(std::string)> progress,
                     engine::Completion<ImageResult> done)>
      ensure;
  /// What the image is made from (recipe hash, reference), without asking the engine: as long as it
  /// is the same, a container made from the image is current.
  std::function<std::string(const model::Image& image)> fingerprint;
};

}  // namespace caisson::run
