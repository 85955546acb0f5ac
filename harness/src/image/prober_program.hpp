#pragma once

#include <string>
#include <string_view>

namespace caisson::image {

/// harness/prober, the static program that asks for readiness inside a container.
std::string_view prober_program();
/// The first twelve digits of the SHA-256 of its bytes.
const std::string& prober_hash();

}  // namespace caisson::image
