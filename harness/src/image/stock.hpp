#pragma once

#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "image/provider.hpp"
#include "model/stack.hpp"

namespace caisson::image {

/// An image that the engine has and that is ours: made from a recipe, or named by the stack.
struct Stocked {
  engine::ImageInfo image;
  std::string name;  ///< of the image it is or was, as declared
  model::ImageSource source = model::ImageSource::recipe;
  bool is_current = false;            ///< what the stack's declarations mean today
  bool is_foreign = false;            ///< the stack declares no image of that name
  bool in_use = false;                ///< a container, running or not, is made of it
  std::vector<std::string> services;  ///< of the stack, that are started from it
};

/// What of `images` is ours, in the order of names, current ones first.
Result<std::vector<Stocked>> take_stock(const model::Stack& stack,
                                        const std::vector<engine::ImageInfo>& images,
                                        const std::vector<engine::Container>& containers);

/// Whether nobody has use for it any more. Only what carries our label: what came from a registry
/// may be somebody else's. `foreign`: other stacks' images, too, current or not, because which of
/// them are is known to their declarations alone.
bool is_left_over(const Stocked& stocked, bool foreign);

}  // namespace caisson::image
