#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "model/stack.hpp"

namespace caisson::render {

/// The key that Compose ignores and `caisson import` reads.
inline constexpr const char* k_compose_extension = "x-caisson";

/// What is declared of a service and Compose has no word for, under the keys of the manifest
/// (docs/schema/stack.schema.json): with it, a file that is imported again is the same graph. A
/// health check stands there with its kind and times only; paths are as seen from `folder`, the one
/// of the file. Empty where nothing is left to say.
nlohmann::ordered_json compose_extension(const model::Service& service, const std::string& folder);

}  // namespace caisson::render
