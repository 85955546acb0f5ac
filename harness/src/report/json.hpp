#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/error.hpp"

namespace caisson::report {

/// Keys keep the order they were written in, so that two runs can be compared as text.
using Json = nlohmann::ordered_json;

/// `usage`, `timed_out` …: the spelling of ErrorKind in every JSON we emit.
std::string_view kind_name(ErrorKind kind);

/// {"kind","message","place","remedy"}.
Json to_json(const Error& error);

/// One line, without a line feed; broken UTF-8 becomes U+FFFD.
std::string dump(const Json& json);

}  // namespace caisson::report
