#pragma once

#include <string>
#include <vector>

#include "model/stack.hpp"

namespace caisson::data {

/// What another manifest declares differently of the services and images that these data are of, a
/// line each: "`api` was not declared then". Where a declaration stands is no difference.
std::vector<std::string> changes(const model::Stack& then, const model::Stack& now);

}  // namespace caisson::data
