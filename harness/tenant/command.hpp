#pragma once

#include <map>
#include <string>
#include <vector>

namespace caisson::tenant {

/// Runs it as our child with our descriptors, these variables added. Its exit code; as shells have
/// it, 128 + n for a signal, 126 and 127 for what cannot be run or found (POSIX.1-2017, 2.8.2).
/// SIGINT, SIGTERM and SIGHUP are passed on; the child does not outlive us.
int run_command(const std::vector<std::string>& command,
                const std::map<std::string, std::string>& variables);

}  // namespace caisson::tenant
