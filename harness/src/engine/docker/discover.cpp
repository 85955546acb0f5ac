#include "engine/docker/discover.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"

extern char** environ;

namespace caisson::engine::docker {
namespace {

using Json = nlohmann::json;

/// The variable's value; an empty one counts as unset, as in the docker CLI.
std::string variable(const Surroundings& surroundings, const std::string& name) {
  const auto found = surroundings.environment.find(name);
  return found == surroundings.environment.end() ? std::string{} : found->second;
}

std::string docker_folder(const Surroundings& surroundings) {
  const std::string configured = variable(surroundings, "DOCKER_CONFIG");
  return configured.empty() ? variable(surroundings, "HOME") + "/.docker" : configured;
}

/// The docker CLI's rule: DOCKER_CONTEXT, else `currentContext`; "default" means none.
std::string context_name(const Surroundings& surroundings) {
  std::string name = variable(surroundings, "DOCKER_CONTEXT");
  if (name.empty()) {
    const auto text = surroundings.read_file(docker_folder(surroundings) + "/config.json");
    if (!text) return {};
    const Json config = parse_json(*text);
    if (!config.is_object() || !config.contains("currentContext")) return {};
    const Json& current = config["currentContext"];
    if (current.is_string()) name = current.get<std::string>();
  }
  return name == "default" ? std::string{} : name;
}

Error context_error(const std::string& name, const std::string& what) {
  return {ErrorKind::usage,
          fmt::format("the docker context `{}` {}", name, what),
          {},
          "`docker context ls` lists them; `docker context use default` goes back to the default"};
}

/// A context lives in contexts/meta/<sha256 of its name>/meta.json (docker/cli, context/store).
Result<Endpoint> endpoint_of_context(const Surroundings& surroundings, const std::string& name) {
  const std::string digest = sha256_hex(name);
  const std::string contexts = docker_folder(surroundings) + "/contexts";
  const auto text = surroundings.read_file(contexts + "/meta/" + digest + "/meta.json");
  if (!text) return context_error(name, "does not exist");
  const Json meta = parse_json(*text);
  static const Json::json_pointer k_host("/Endpoints/docker/Host");
  if (!meta.is_object() || !meta.contains(k_host) || !meta.at(k_host).is_string())
    return context_error(name, "names no docker endpoint");
  const std::string host = meta.at(k_host).get<std::string>();
  if (surroundings.read_file(contexts + "/tls/" + digest + "/docker/ca.pem") ||
      surroundings.read_file(contexts + "/tls/" + digest + "/docker/cert.pem"))
    return context_error(name, fmt::format("reaches `{}` by TLS, which is not spoken", host));
  return parse_endpoint(host, fmt::format("context `{}`", name));
}

Result<std::vector<Endpoint>> only(Result<Endpoint> endpoint) {
  if (!endpoint) return endpoint.error();
  endpoint->named = true;
  return std::vector<Endpoint>{*std::move(endpoint)};
}

std::vector<Endpoint> well_known(const Surroundings& surroundings) {
  const std::string home = variable(surroundings, "HOME");
  std::string runtime = variable(surroundings, "XDG_RUNTIME_DIR");
  if (runtime.empty()) runtime = fmt::format("/run/user/{}", surroundings.user_id);

  std::vector<std::pair<std::string, const char*>> places{
      {runtime + "/docker.sock", "rootless Docker"},
      {"/var/run/docker.sock", "default socket"},
  };
  if (!home.empty()) {
    places.emplace_back(home + "/.docker/desktop/docker.sock", "Docker Desktop");
    places.emplace_back(home + "/.docker/run/docker.sock", "Docker Desktop");
    places.emplace_back(home + "/.rd/docker.sock", "Rancher Desktop");
    places.emplace_back(home + "/.colima/default/docker.sock", "Colima");
    places.emplace_back(home + "/.config/colima/default/docker.sock", "Colima");
  }
  places.emplace_back(runtime + "/podman/podman.sock", "Podman");
  places.emplace_back("/run/podman/podman.sock", "Podman of root");

  std::vector<Endpoint> endpoints;
  for (auto& [path, found_by] : places) {
    Endpoint endpoint;
    endpoint.path = std::move(path);
    endpoint.found_by = found_by;
    endpoints.push_back(std::move(endpoint));
  }
  return endpoints;
}

}  // namespace

Surroundings surroundings_of_process() {
  Surroundings surroundings;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto equals = text.find('=');
    if (equals != std::string_view::npos)
      surroundings.environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  surroundings.user_id = ::getuid();
  surroundings.read_file = [](const std::string& path) -> std::optional<std::string> {
    auto content = caisson::read_file(path);
    if (!content) return std::nullopt;
    return *std::move(content);
  };
  return surroundings;
}

Result<std::vector<Endpoint>> candidates(const Surroundings& surroundings,
                                         const std::string& option) {
  if (!option.empty()) return only(parse_endpoint(option, "--engine"));
  for (const char* name : {"CAISSON_ENGINE", "DOCKER_HOST"}) {
    const std::string url = variable(surroundings, name);
    if (url.empty()) continue;
    if (url.starts_with("tcp://") && !variable(surroundings, "DOCKER_TLS_VERIFY").empty())
      return Error{ErrorKind::usage,
                   fmt::format("cannot use the engine at `{}`: DOCKER_TLS_VERIFY asks for TLS, "
                               "which is not spoken",
                               url),
                   name, "reach the engine over a unix socket, e.g. one forwarded by ssh"};
    return only(parse_endpoint(url, name));
  }
  const std::string context = context_name(surroundings);
  if (!context.empty()) return only(endpoint_of_context(surroundings, context));
  return well_known(surroundings);
}

}  // namespace caisson::engine::docker
