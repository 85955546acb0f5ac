#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace caisson::data {

/// Wall-clock time, in whole seconds: when a backup was made. Names say it, so that neither a copy
/// nor a checkout makes a backup look newer.
using Time = std::chrono::sys_seconds;

/// `2026-11-28T07:30:00Z`
std::string rfc3339(Time time);

/// `<stack>-20261128T073000Z.tar`
std::string backup_name(std::string_view stack, Time made_at);
/// When; none for a file that `backup_name` has not named for this stack.
std::optional<Time> backup_time(std::string_view stack, std::string_view file);

/// Whether a rollback point may be called so: lower case, digits, `-`, `_` and `.`, no path.
bool is_point_name(std::string_view name);

}  // namespace caisson::data
