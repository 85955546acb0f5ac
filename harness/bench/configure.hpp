#pragma once

#include <string>

namespace caisson::bench {

/// `package`: source folder of Caisson; `cli`: its command, so that none is built for the project.
/// Seconds that one declared service adds to a configure: a project of `services` services against
/// the same project without any, medians of `runs` re-configures each, divided by `services`.
double configure_seconds_per_service(const std::string& package, const std::string& cli,
                                     const std::string& folder, int services, int runs);

/// Writes and configures a Ninja project with a stack of five trivial services whose start target
/// is `start-all`; returns its build folder.
std::string configured_project(const std::string& package, const std::string& cli,
                               const std::string& folder, const std::string& image);

}  // namespace caisson::bench
