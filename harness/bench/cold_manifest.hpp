#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace caisson::bench {

/// A manifest whose images are all to be built: whatever has no base gets a recipe of its own below
/// `folder`, which differs from the declared one by a file, and all else rests on that.
nlohmann::json with_cold_images(const std::string& folder, nlohmann::json manifest);

}  // namespace caisson::bench
