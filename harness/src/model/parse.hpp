#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "model/stack.hpp"

namespace caisson::model {

/// Reads the text of a manifest (stack.json, schema 1). Every mistake of form is found: wrong
/// types, values out of range, missing and unknown keys, each under its address
/// (`services.api.healthcheck.port`). Whether the stack makes sense is `check`'s business.
/// `origin` is the manifest's path, for messages. Errors: ErrorKind::manifest.
Result<Stack> parse_stack(std::string_view json, const std::string& origin);

/// Reads, parses and checks a manifest.
Result<Stack> read_stack(const std::string& path);

}  // namespace caisson::model
