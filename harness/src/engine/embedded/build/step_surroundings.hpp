#pragma once

#include <string>

namespace caisson::engine::embedded::build {

/// Makes `root`, a mount, the root of this process, which is alone in its namespaces: /proc, /dev
/// and, with the network, this machine's resolv.conf and hosts inside. Paths are looked up once it
/// is the root, so that no link in it leads out. Null, or what failed, with errno.
const char* enter_root(const std::string& root, bool has_network);

/// From now on an exec has at most what installing packages takes: Docker's default without the
/// making of devices, raw sockets and audit records. False, and errno, where that fails.
bool keep_build_capabilities();

}  // namespace caisson::engine::embedded::build
