#pragma once

#include <functional>
#include <map>
#include <string>

namespace caisson::image {

/// What builds take over from this machine, because they reach the same mirrors through the same
/// proxies.
struct HostSettings {
  std::string ca_certificates;  ///< PEM; empty when no bundle was found
  /// DEBIAN_MIRROR, DEBIAN_SECURITY_MIRROR, the proxy variables, and where the clients of package
  /// registries look (GOPROXY, PIP_INDEX_URL, NPM_CONFIG_REGISTRY and the like), from the
  /// environment or the clients' own files: environment of a rootfs.sh, build arguments of a
  /// Dockerfile that declares them.
  std::map<std::string, std::string> variables;
  /// A mirror or proxy listens on this machine only: RUN steps need its network to reach it.
  bool on_loopback = false;
};

/// As far as HostSettings depends on it: a variable's value, a file's content; empty: not there.
struct HostFacts {
  std::function<std::string(const std::string& name)> variable;
  std::function<std::string(const std::string& path)> file;
};

HostSettings host_settings(const HostFacts& facts);
/// Of this machine, at this moment.
HostSettings host_settings();

/// The first Debian archive of apt's sources, in one-line style or deb822; without a slash at its
/// end. Empty: none.
std::string debian_mirror(const std::string& sources);

}  // namespace caisson::image
