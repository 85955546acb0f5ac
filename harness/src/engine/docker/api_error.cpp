#include "engine/docker/api_error.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "base/json.hpp"
#include "base/text.hpp"

namespace caisson::engine::docker {
namespace {

constexpr std::size_t k_excerpt = 400;

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

bool says_port_taken(const std::string& message) {
  return contains(message, "port is already allocated") ||
         contains(message, "bind: address already in use") ||
         (contains(message, "bind host port") && contains(message, "already in use"));
}

/// "127.0.0.1:8080" out of the sentences dockerd and podman have for a taken port; empty when the
/// sentence is new to us.
std::string taken_port(const std::string& message) {
  constexpr std::array<std::string_view, 6> k_before{
      "Bind for ", "listen tcp4 ", "listen tcp6 ", "listen tcp ", "host port for ", "host port "};
  for (const std::string_view before : k_before) {
    const auto at = message.find(before);
    if (at == std::string::npos) continue;
    const std::string_view rest = std::string_view(message).substr(at + before.size());
    const auto after_address = rest.starts_with('[') ? rest.find(']') : rest.find(':');
    const auto colon =
        after_address == std::string_view::npos ? after_address : rest.find(':', after_address);
    if (colon == std::string_view::npos) continue;
    const auto end = rest.find_first_not_of("0123456789", colon + 1);
    if (end == colon + 1) continue;
    return std::string(rest.substr(0, end));
  }
  return {};
}

Error port_error(const std::string& purpose, const std::string& message) {
  const std::string port = taken_port(message);
  if (port.empty())
    return {ErrorKind::conflict,
            fmt::format("cannot {}: {}", purpose, message),
            {},
            "free the port, or publish another one"};
  const std::string number = port.substr(port.rfind(':') + 1);
  return {ErrorKind::conflict,
          fmt::format("cannot {}: port `{}` is already in use", purpose, port),
          {},
          fmt::format("`ss -ltnp sport = :{}` or `docker ps --filter publish={}` names the holder",
                      number, number)};
}

ErrorKind kind_of_status(unsigned status) {
  switch (status) {
    case 404:
      return ErrorKind::not_found;
    case 403:  // a subnet that overlaps, a network with active endpoints
    case 409:
      return ErrorKind::conflict;
    default:
      return ErrorKind::protocol;
  }
}

std::string remedy_for(ErrorKind kind) {
  if (kind == ErrorKind::io) return "`docker system df` shows what fills the engine's disk";
  if (kind == ErrorKind::protocol) return "the engine's own log says more";
  return {};
}

}  // namespace

std::string engine_message(const Response& response) {
  const auto body = parse_json(response.body);
  if (body.is_object())
    for (const char* key : {"message", "cause", "error"})
      if (const auto found = body.find(key); found != body.end() && found->is_string())
        return std::string(trim(found->get<std::string>()));
  const std::string_view text = trim(response.body);
  if (text.empty()) return fmt::format("status {} without a word", response.head.status);
  return std::string(text.substr(0, k_excerpt));
}

ErrorKind kind_of_message(const std::string& message, ErrorKind otherwise) {
  if (contains(message, "no space left on device") || contains(message, "disk quota exceeded"))
    return ErrorKind::io;
  if (says_port_taken(message) || contains(message, "ddress already in use") ||
      contains(message, "Pool overlaps") || contains(message, "already in use by") ||
      contains(message, "cannot allocate address") || contains(message, "already used on the host"))
    return ErrorKind::conflict;
  return otherwise;
}

Error api_error(const std::string& purpose, const Response& response) {
  std::string message = engine_message(response);
  // dockerd's advice for a taken name is about its own command line.
  message = message.substr(0, message.find(" You have to remove"));
  if (says_port_taken(message)) return port_error(purpose, message);
  const ErrorKind kind = kind_of_message(message, kind_of_status(response.head.status));
  return {kind, fmt::format("cannot {}: {}", purpose, message), {}, remedy_for(kind)};
}

Error connect_error(int code, const Endpoint& endpoint) {
  const std::string url = to_url(endpoint);
  const std::string from = endpoint.found_by.empty() ? "" : fmt::format(" ({})", endpoint.found_by);
  switch (code) {
    case ENOENT:
      return {ErrorKind::engine_unreachable,
              fmt::format("no engine at `{}`{}", url, from),
              {},
              endpoint.named ? "start that engine, or unset what names it"
                             : "start an engine, e.g. `systemctl start docker`"};
    case EACCES:
    case EPERM:
      return {ErrorKind::engine_unreachable,
              fmt::format("permission denied at `{}`{}", url, from),
              {},
              "join the group that owns the socket, `sudo usermod -aG docker $USER`, and log in "
              "again"};
    default:
      return {
          ErrorKind::engine_unreachable,
          fmt::format("the engine at `{}`{} does not answer: {}", url, from, std::strerror(code)),
          {},
          "see whether it runs, e.g. `systemctl status docker`"};
  }
}

}  // namespace caisson::engine::docker
