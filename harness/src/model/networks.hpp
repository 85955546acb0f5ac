#pragma once

#include <string>
#include <vector>

#include "model/stack.hpp"

namespace caisson::model {

/// The networks a service is on, as declared; `default` when none is.
std::vector<std::string> networks_of(const Service& service);

bool share_a_network(const Service& a, const Service& b);

}  // namespace caisson::model
