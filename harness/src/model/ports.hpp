#pragma once

#include <cstdint>
#include <set>

#include "model/stack.hpp"

namespace caisson::model {

/// Every container port that anything declared leads to; a debugger's is not among them.
std::set<std::uint16_t> ports_of(const Service& service);

/// The one that people mean: of its health check, else the first declared; 0: none.
std::uint16_t main_port(const Service& service);

}  // namespace caisson::model
