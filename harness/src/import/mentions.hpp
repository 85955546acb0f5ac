#pragma once

#include <set>
#include <string>
#include <string_view>

namespace caisson::import {

/// The words of a text that may be names of hosts: `db` and `5432` of `postgres://db:5432/`. The
/// scheme of a URL is none.
std::set<std::string> hosts_in(std::string_view text);

}  // namespace caisson::import
