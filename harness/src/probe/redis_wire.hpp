#pragma once

#include <string>
#include <string_view>
#include <vector>

/// The bytes of Redis's protocol (RESP2,
/// https://redis.io/docs/latest/develop/reference/protocol-spec/).
namespace caisson::probe::redis_wire {

/// A command as the array of bulk strings that clients send.
std::string command(const std::vector<std::string_view>& words);

/// Whether this answer to AUTH only says that the server has no password: it answers everybody.
bool needs_no_password(std::string_view line);

}  // namespace caisson::probe::redis_wire
