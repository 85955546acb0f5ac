#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace caisson::bench {

/// The manifest with every host folder that a service writes to moved below `folder`, and every
/// fixed host port left to be chosen: an instance that shares nothing with the developer's.
/// The folders are not made.
nlohmann::json with_data_below(const std::string& folder, nlohmann::json manifest);

}  // namespace caisson::bench
