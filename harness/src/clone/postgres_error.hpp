#pragma once

#include <string>

#include "base/error.hpp"
#include "clone/sql_dialogue.hpp"

namespace caisson::clone {

/// SQLSTATEs that are acted upon
/// (https://www.postgresql.org/docs/17/errcodes-appendix.html).
namespace sql_state {
inline constexpr const char* k_duplicate_database = "42P04";
inline constexpr const char* k_no_such_database = "3D000";
inline constexpr const char* k_object_in_use = "55006";
inline constexpr const char* k_disk_full = "53100";
inline constexpr const char* k_too_many_connections = "53300";
inline constexpr const char* k_insufficient_privilege = "42501";
inline constexpr const char* k_invalid_password = "28P01";
}  // namespace sql_state

/// What a reader is told: `doing` ("clone database `shop_template`") failed on `server` for this
/// reason, and what helps.
Error explain(const SqlError& error, const std::string& doing, const std::string& server);

}  // namespace caisson::clone
