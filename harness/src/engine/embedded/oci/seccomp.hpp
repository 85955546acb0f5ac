#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace caisson::engine::embedded {

/// The text of syscalls.json: what every container may call, and what a capability adds.
std::string_view syscalls_text();

/// The member `linux.seccomp` of an OCI configuration (runtime-spec 1.0, config-linux.md): all that
/// is not listed fails with EPERM. No new namespaces without CAP_SYS_ADMIN: clone(2) is looked at,
/// and clone3(2), whose flags a filter cannot see, is said not to exist, so that C libraries fall
/// back. `capabilities` have their prefix.
nlohmann::json seccomp_profile(const std::vector<std::string>& capabilities);

}  // namespace caisson::engine::embedded
