#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "lease/protocol.hpp"

namespace caisson::lease {

/// What a supervisor did, kept in a file so that `status` can tell it although the supervisor is
/// gone: one that gave its only service up ends, and its reason must not end with it.
Result<void> write_record(const std::string& path, const std::vector<Kept>& services);

/// A missing or damaged record is an empty one.
std::vector<Kept> read_record(const std::string& path);

}  // namespace caisson::lease
