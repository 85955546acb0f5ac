#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace caisson::render {

/// A text that Compose shall take as it is: `$` begins a variable there.
std::string compose_literal(std::string_view text);

/// The same for every text of a list.
nlohmann::ordered_json compose_literals(const std::vector<std::string>& texts);

/// A value of ENV: its variables become Compose's, which fails where one is not set. Their names
/// are added to `variables`. Errors as `plan::pieces_of`.
Result<std::string> compose_value(std::string_view value, std::set<std::string>& variables);

/// A duration as Compose reads it, at least a millisecond.
std::string compose_duration(Duration duration);

}  // namespace caisson::render
