#include "render/compose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/path.hpp"
#include "base/text.hpp"
#include "plan/hosts.hpp"
#include "render/compose_edges.hpp"
#include "render/compose_extension.hpp"
#include "render/compose_health.hpp"
#include "render/compose_ports.hpp"
#include "render/compose_service.hpp"
#include "render/compose_text.hpp"
#include "render/head.hpp"
#include "render/members.hpp"
#include "render/relative_path.hpp"
#include "render/traefik_routes.hpp"
#include "render/yaml.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;

/// The default address pools of an engine have room for thirty networks, some of which are taken.
constexpr std::size_t k_many_networks = 24;

/// `docker-compose.traefik-routes.yml` beside `docker-compose.yml`.
std::string routes_path(const std::string& path, const std::string& edge) {
  const std::size_t dot = path.rfind('.');
  const std::string stem =
      dot == std::string::npos || dot < path.rfind('/') + 1 ? path : path.substr(0, dot);
  return fmt::format("{}.{}-routes.yml", stem, edge);
}

/// What has the images ready, and says what they are called, where no registry has them.
std::string images_command(const model::Rendering& rendering) {
  std::string command = "caisson images";
  for (const std::string& service : rendering.services)
    command += " " + service;
  if (!rendering.mode.empty()) command += " --mode " + rendering.mode;
  for (const std::string& profile : rendering.profiles)
    command += " --profile " + profile;
  return command + " --format env";
}

/// One file and what goes with it.
class ComposeRendering {
 public:
  ComposeRendering(const model::Stack& stack, const model::Rendering& rendering,
                   const ComposeOptions& options, std::vector<Member> members)
      : m_rendering(rendering),
        m_members(std::move(members)),
        m_places(compose_edges(m_members)),
        m_file{stack, stack.source_dir + "/" + folder_of(rendering.path), options} {
    for (const Member& member : m_members)
      m_names.insert(member.service.name);
  }

  Result<Rendered> make() {
    if (auto checked = check_names(); !checked) return checked.error();
    Json document{
        {"name", fmt::format("${{CAISSON_INSTANCE:-{}}}", m_file.stack.name)},
        {k_compose_extension, {{"schema", model::k_schema}, {"stack", m_file.stack.name}}},
        {"services", Json::object()}};
    Json& services = document["services"];
    for (const Member& member : m_members) {
      const std::string& name = member.service.name;
      const std::string routes = member.service.edge ? add_routes(member.service) : "";
      const auto added =
          add_compose_service(services[name], m_file, member, m_places.at(name), routes);
      if (!added) return added.error();
    }
    if (is_probed()) services[k_prober_service] = compose_prober();
    add_networks(document);
    add_volumes(document);
    add_secrets(document);
    m_rendered.files.insert(m_rendered.files.begin(),
                            {m_rendering.path, yaml_text(document, head())});
    note_losses();
    return std::move(m_rendered);
  }

 private:
  Result<void> check_names() const {
    if (!m_names.contains(k_prober_service)) return {};
    return Error{ErrorKind::usage,
                 fmt::format("`{}` is the name of a service that the file adds", k_prober_service),
                 m_file.stack.services.at(k_prober_service).declared_at, "rename the service"};
  }

  bool is_probed() const {
    return std::any_of(m_members.begin(), m_members.end(),
                       [](const Member& member) { return needs_prober(member.service); });
  }

  /// Adds the file with the routes of an edge, and says how the compose file names it.
  std::string add_routes(const model::Service& edge) {
    const std::string path = routes_path(m_rendering.path, edge.name);
    const Json routes = traefik_routes_document(m_file.stack, edge, m_names);
    m_rendered.files.push_back({path, yaml_text(routes, head_of(m_file.stack, m_rendering))});
    return "./" + path.substr(path.rfind('/') + 1);
  }

  std::string head() const {
    std::string text = head_of(m_file.stack, m_rendering);
    text += fmt::format("\n\nImages that no registry has: `{}`, into .env beside this file.",
                        images_command(m_rendering));
    if (m_file.variables.empty()) return text;
    text += fmt::format("\nIt wants {} set, in the environment or with --env-file{}.",
                        join({m_file.variables.begin(), m_file.variables.end()}, ", "),
                        m_file.env_files.empty() ? "" : " " + *m_file.env_files.begin());
    return text;
  }

  void add_networks(Json& document) {
    std::set<std::string> networks;
    for (const auto& [name, places] : m_places) {
      for (const ComposePlace& place : places)
        networks.insert(place.network);
    }
    for (const std::string& network : networks)
      document["networks"][network] = Json::object();
    if (networks.size() > k_many_networks) {
      m_rendered.losses.push_back(
          fmt::format("it makes {} networks, one an edge: an engine with the default address pools "
                      "has room for about 30",
                      networks.size()));
    }
  }

  void add_volumes(Json& document) const {
    std::set<std::string> volumes;
    for (const Member& member : m_members) {
      for (const model::Volume& volume : member.service.volumes) {
        if (!volume.is_path() && !volume.source.empty()) volumes.insert(volume.source);
      }
    }
    if (is_probed()) volumes.insert(k_prober_service);
    for (const std::string& volume : volumes)
      document["volumes"][volume] = Json::object();
  }

  void add_secrets(Json& document) const {
    for (const Member& member : m_members) {
      for (const auto& [name, source] : member.service.secrets) {
        Json& secret = document["secrets"][compose_secret(member.service.name, name)];
        const std::string from = source.substr(source.find(':') + 1);
        if (source.starts_with("env:")) {
          secret["environment"] = from;
        } else {
          secret["file"] = compose_literal(
              lies_in(from, m_file.stack.source_dir) ? relative_path(from, m_file.folder) : from);
        }
      }
    }
  }

  template <class Has>
  void note(Has has, std::string_view what) {
    std::vector<std::string> names;
    for (const Member& member : m_members) {
      if (has(member.service)) names.push_back(member.service.name);
    }
    if (!names.empty())
      m_rendered.losses.push_back(fmt::format("{}: `{}`", what, join(names, "`, `")));
  }

  /// Somebody is on a network with it who does not declare to reach it.
  bool is_exposed(const std::string& name) const {
    const std::vector<ComposePlace>& places = m_places.at(name);
    return std::any_of(places.begin(), places.end(), [&](const ComposePlace& place) {
      return !place.is_reached && place.network != name;
    });
  }

  void note_losses() {
    note([this](const model::Service& service) { return is_exposed(service.name); },
         "Compose gives an edge no direction: what they depend on can look them up and reach them");
    note([](const model::Service& service) { return service.liveness.has_value(); },
         "Compose restarts nobody that fails LIVENESS");
    note([](const model::Service& service) { return !service.prefer.empty(); },
         "Compose looks for no other port where one of PREFER is taken; CAISSON_PORT_<port> names "
         "one");
    note(
        [](const model::Service& service) {
          return service.edge && compose_edge_port(service).empty();
        },
        "CAISSON_EDGE_PORT is not known before the start, say PUBLISH or PREFER");
  }

  const model::Rendering& m_rendering;
  std::vector<Member> m_members;
  std::map<std::string, std::vector<ComposePlace>> m_places;
  ComposeFile m_file;
  std::set<std::string> m_names;
  Rendered m_rendered;
};

}  // namespace

Result<Rendered> render_compose(const model::Stack& stack, const model::Rendering& rendering,
                                const ComposeOptions& options) {
  Result<std::vector<Member>> members = members_of(stack, rendering);
  if (!members) return members.error();
  return ComposeRendering(stack, rendering, options, std::move(*members)).make();
}

}  // namespace caisson::render
