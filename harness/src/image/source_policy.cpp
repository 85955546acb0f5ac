#include "image/source_policy.hpp"

namespace caisson::image {

Result<SourcePolicy> parse_source_policy(std::string_view text) {
  if (text.empty() || text == "auto") return SourcePolicy::automatic;
  if (text == "registry") return SourcePolicy::registry;
  if (text == "recipe") return SourcePolicy::recipe;
  return Error{ErrorKind::usage, "unknown image source `" + std::string(text) + "`",
               "CAISSON_IMAGE_SOURCE", "use `auto`, `registry` or `recipe`"};
}

}  // namespace caisson::image
