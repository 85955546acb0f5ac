#pragma once

#include <string>
#include <vector>

#include "model/stack.hpp"

namespace caisson::model {

/// Where a container has a program of this machine: in the search path of every image.
std::string path_in_container(const Program& program);

/// Those that the service's container has mounted.
std::vector<Program> programs_of(const Service& service);

/// What takes the place of the image's entrypoint; empty: nothing.
std::vector<std::string> entrypoint_of(const Service& service);

}  // namespace caisson::model
