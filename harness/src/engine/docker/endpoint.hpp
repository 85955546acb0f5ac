#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace caisson::engine::docker {

/// Where an engine is expected to listen, and who says so.
struct Endpoint {
  enum class Transport { unix_socket, tcp };

  Transport transport = Transport::unix_socket;
  std::string path;           ///< of the socket, for unix_socket
  std::string host;           ///< name or address, for tcp
  std::uint16_t port = 2375;  ///< for tcp
  std::string found_by;       ///< "DOCKER_HOST", "context `rancher-desktop`", "default socket" …
  /// Somebody named it (an option, a variable, a context): if it does not answer, that is the
  /// error, and no other engine is tried.
  bool named = false;
};

/// `unix:///path`, `tcp://host:port`, or an absolute path. What we cannot speak (ssh, TLS, named
/// pipes) is refused with ErrorKind::usage and a remedy.
Result<Endpoint> parse_endpoint(std::string_view url, std::string found_by);

/// The URL form, as messages and `Info::endpoint` show it.
std::string to_url(const Endpoint& endpoint);

}  // namespace caisson::engine::docker
