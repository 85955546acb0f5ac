#include "engine/docker/endpoint.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace caisson::engine::docker {
namespace {

Error unusable(std::string_view url, const std::string& found_by, std::string_view why,
               std::string remedy) {
  return {ErrorKind::usage, fmt::format("cannot use the engine at `{}`: {}", url, why), found_by,
          std::move(remedy)};
}

std::string remedy_for_ssh(std::string_view host) {
  return fmt::format(
      "forward its socket and name that one: `ssh -nNT -L /tmp/engine.sock:/var/run/docker.sock "
      "{}` "
      "and DOCKER_HOST=unix:///tmp/engine.sock",
      host.substr(0, host.find('/')));
}

constexpr const char* k_remedy_for_tls =
    "reach the engine over a unix socket, e.g. one forwarded by ssh, and name it in DOCKER_HOST";

Result<Endpoint> parse_tcp(std::string_view url, std::string_view authority, std::string found_by) {
  Endpoint endpoint;
  endpoint.transport = Endpoint::Transport::tcp;
  authority = authority.substr(0, authority.find('/'));
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos)
      return unusable(url, found_by, "`[` without `]`", "write tcp://[address]:port");
    endpoint.host = authority.substr(1, end - 1);
    port = authority.substr(end + 1);
  } else {
    const auto colon = authority.find(':');
    endpoint.host = authority.substr(0, colon);
    if (colon != std::string_view::npos) port = authority.substr(colon);
  }
  if (endpoint.host.empty()) endpoint.host = "127.0.0.1";
  if (!port.empty()) {
    const char* const end = port.data() + port.size();
    const auto [stop, error] = std::from_chars(port.data() + 1, end, endpoint.port);
    if (port.front() != ':' || error != std::errc{} || stop != end || endpoint.port == 0)
      return unusable(url, found_by, "its port is not a number from 1 to 65535",
                      "write tcp://host:port");
  }
  endpoint.found_by = std::move(found_by);
  return endpoint;
}

}  // namespace

Result<Endpoint> parse_endpoint(std::string_view url, std::string found_by) {
  const auto colon = url.find("://");
  const std::string_view scheme =
      colon == std::string_view::npos ? std::string_view{} : url.substr(0, colon);
  const std::string_view rest = colon == std::string_view::npos ? url : url.substr(colon + 3);

  if (scheme == "unix" || (scheme.empty() && rest.starts_with('/'))) {
    // sockaddr_un holds 107 characters and a terminating zero (unix(7)).
    if (!rest.starts_with('/') || rest.size() > 107)
      return unusable(url, found_by, "a socket path is absolute and at most 107 characters long",
                      "write unix:///path/to/socket");
    Endpoint endpoint;
    endpoint.path = rest;
    endpoint.found_by = std::move(found_by);
    return endpoint;
  }
  if (scheme == "tcp" || scheme == "http") return parse_tcp(url, rest, std::move(found_by));
  if (scheme == "https") return unusable(url, found_by, "TLS is not spoken", k_remedy_for_tls);
  if (scheme == "ssh")
    return unusable(url, found_by, "ssh is not spoken here", remedy_for_ssh(rest));
  return unusable(url, found_by, "it is neither unix:// nor tcp://",
                  "write unix:///path/to/socket or tcp://host:port");
}

std::string to_url(const Endpoint& endpoint) {
  if (endpoint.transport == Endpoint::Transport::unix_socket) return "unix://" + endpoint.path;
  const bool v6 = endpoint.host.find(':') != std::string::npos;
  return fmt::format("tcp://{}{}{}:{}", v6 ? "[" : "", endpoint.host, v6 ? "]" : "", endpoint.port);
}

}  // namespace caisson::engine::docker
