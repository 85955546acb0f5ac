#pragma once

#include <map>
#include <string>
#include <vector>

#include "render/members.hpp"

namespace caisson::render {

/// Whom each member speaks to, by name: the members that it DEPENDS on or WANTS and shares a
/// network with. One that waits for a one-shot's end has nobody to talk to.
std::map<std::string, std::vector<std::string>> reach_of(const std::vector<Member>& members);

}  // namespace caisson::render
