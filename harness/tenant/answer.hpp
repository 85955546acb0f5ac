#pragma once

#include <string_view>

#include "tenant/json.hpp"
#include "tenant/problem.hpp"

namespace caisson::tenant {

/// The protocol we speak.
constexpr int k_protocol = 2;

/// One line of the supervisor's: an object without `error`, else the problem it tells.
Result<Json> read_answer(std::string_view line);

/// As read_answer; an answer of another protocol is Problem::foreign.
Result<Json> read_lease_answer(std::string_view line);

}  // namespace caisson::tenant
