#pragma once

#include <string>
#include <string_view>

namespace caisson::engine::docker {

/// The bytes of the static program that is process 1 of a leashed container (harness/leash).
std::string_view leash_program();

/// The first 12 hex digits of its SHA-256: another program, another volume.
const std::string& leash_hash();

}  // namespace caisson::engine::docker
