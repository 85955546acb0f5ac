#include "engine/docker/docker_engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <charconv>
#include <optional>
#include <utility>

#include "engine/docker/client.hpp"
#include "engine/docker/engine_class.hpp"

namespace caisson::engine::docker {
namespace {

// API 1.41 (engine 20.10) has all we use; beyond 1.47 nothing was tried.
constexpr int k_oldest_minor = 41;
constexpr int k_newest_minor = 47;

/// The minor number of "1.41"; 0 for anything else.
int minor_of(std::string_view version) {
  if (!version.starts_with("1.")) return 0;
  int minor = 0;
  const auto [end, error] =
      std::from_chars(version.data() + 2, version.data() + version.size(), minor);
  return error == std::errc{} && end == version.data() + version.size() ? minor : 0;
}

/// "Docker/20.10.24+dfsg1 (linux)" → kind and version.
void read_server(std::string_view server, Info& info) {
  info.kind = server.starts_with("Libpod") ? "podman" : "docker";
  const auto slash = server.find('/');
  if (slash == std::string_view::npos) return;
  const auto end = server.find(' ', slash);
  info.version = server.substr(slash + 1, end == std::string_view::npos ? end : end - slash - 1);
}

Result<Info> read_ping(const Response& ping, const Endpoint& endpoint) {
  const std::string url = to_url(endpoint);
  if (ping.head.status != 200)
    return Error{ErrorKind::engine_unreachable,
                 fmt::format("the engine at `{}` ({}) does not answer well: {}", url,
                             endpoint.found_by, engine_message(ping)),
                 {},
                 "see its log"};
  const std::string_view version = ping.head.field("Api-Version");
  const int offered = minor_of(version);
  if (offered == 0)
    return Error{
        ErrorKind::protocol,
        fmt::format("what answers at `{}` ({}) is no container engine", url, endpoint.found_by),
        {},
        "name an engine's endpoint in DOCKER_HOST"};
  if (offered < k_oldest_minor)
    return Error{ErrorKind::engine_unreachable,
                 fmt::format("the engine at `{}` ({}) speaks API `{}`, at least `1.{}` is needed",
                             url, endpoint.found_by, version, k_oldest_minor),
                 {},
                 "update it: Docker 20.10 or newer, Podman 4 or newer"};
  Info info;
  read_server(ping.head.field("Server"), info);
  if (!ping.head.field("Libpod-API-Version").empty()) info.kind = "podman";
  info.api = fmt::format("1.{}", std::min(offered, k_newest_minor));
  info.endpoint = url;
  info.found_by = endpoint.found_by;
  return info;
}

/// Asks on a loop of its own, because the caller's does not run yet.
Result<Info> ping(const Endpoint& endpoint, Duration within) {
  boost::asio::io_context context(1);
  auto client = HttpClient::create(context.get_executor(), endpoint);
  if (!client) return client.error();
  std::optional<Result<Response>> answer;
  (*client)->call(Request{Method::get, "/_ping", "reach the engine"},
                  std::chrono::steady_clock::now() + within,
                  [&answer](Result<Response> response) { answer = std::move(response); });
  context.run();
  if (!answer) return Error{ErrorKind::engine_unreachable, "the engine was not asked"};
  if (*answer) return read_ping(**answer, endpoint);
  Error error = answer->error();
  if (error.kind == ErrorKind::timed_out) {
    error = connect_error(ETIMEDOUT, endpoint);
    error.message = fmt::format("the engine at `{}` ({}) accepts connections but does not answer",
                                to_url(endpoint), endpoint.found_by);
  }
  return error;
}

/// Of several failures the one that tells most: an engine that is there but cannot be used.
int weight(const Error& error) {
  if (error.message.starts_with("no engine at")) return 0;
  return error.message.starts_with("permission denied") ? 2 : 1;
}

Error nothing_found(const std::vector<Error>& errors, const std::vector<Endpoint>& tried) {
  const Error* best = nullptr;
  for (const Error& error : errors)
    if (best == nullptr || weight(error) > weight(*best)) best = &error;
  if (best != nullptr && (weight(*best) > 0 || tried.size() == 1)) return *best;
  std::string places;
  for (const Endpoint& endpoint : tried)
    places += fmt::format("{}`{}`", places.empty() ? "" : ", ", endpoint.path);
  return {ErrorKind::engine_unreachable,
          fmt::format("no container engine found; looked at {}", places),
          {},
          "install and start one (`apt install docker.io`), or name one in DOCKER_HOST"};
}

}  // namespace

Result<std::unique_ptr<Engine>> connect(Loop& loop, const Endpoint& endpoint, Duration within) {
  auto info = ping(endpoint, within);
  if (!info) return info.error();
  auto client = HttpClient::create(loop.executor(), endpoint);
  if (!client) return client.error();
  (*client)->set_prefix("/v" + info->api);
  return std::unique_ptr<Engine>(
      std::make_unique<DockerEngine>(loop, *std::move(client), *std::move(info)));
}

Result<std::unique_ptr<Engine>> connect(Loop& loop, const Surroundings& surroundings,
                                        const std::string& option, Duration within) {
  auto found = candidates(surroundings, option);
  if (!found) return found.error();
  std::vector<Error> errors;
  for (const Endpoint& endpoint : *found) {
    auto engine = connect(loop, endpoint, within);
    if (engine || endpoint.named) return engine;
    errors.push_back(engine.error());
  }
  return nothing_found(errors, *found);
}

Result<std::unique_ptr<Engine>> connect(Loop& loop, const std::string& option, Duration within) {
  return connect(loop, surroundings_of_process(), option, within);
}

}  // namespace caisson::engine::docker
