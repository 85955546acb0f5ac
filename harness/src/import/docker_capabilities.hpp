#pragma once

#include <string>
#include <vector>

namespace caisson::import {

/// What Docker lets every container do, in alphabetical order.
const std::vector<std::string>& docker_capabilities();

}  // namespace caisson::import
