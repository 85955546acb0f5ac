#include "render/devcontainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "render/devcontainer_compose.hpp"
#include "render/head.hpp"
#include "render/json.hpp"
#include "render/members.hpp"
#include "render/ports.hpp"
#include "render/relative_path.hpp"
#include "render/technology.hpp"
#include "render/yaml.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;

/// What `forwardPorts` and `portsAttributes` say of one port.
struct Forward {
  Json address;  ///< a port, or `<host>:<port>`
  std::string label;
  std::string_view scheme;
};

void add_ports(Json& document, const std::vector<Forward>& forwards) {
  if (forwards.empty()) return;
  Json attributes = Json::object();
  for (const Forward& forward : forwards) {
    document["forwardPorts"].push_back(forward.address);
    const std::string key =
        forward.address.is_string() ? forward.address.get<std::string>() : forward.address.dump();
    Json& entry = attributes[key];
    entry["label"] = forward.label;
    if (!forward.scheme.empty()) entry["protocol"] = forward.scheme;
    entry["onAutoForward"] = forward.scheme.empty() ? "silent" : "notify";
  }
  document["portsAttributes"] = std::move(attributes);
}

/// Its own ports as they are, and those of whom it reaches by the names it uses.
std::vector<Forward> ports_in_place_of(const model::Service& service,
                                       const std::vector<Member>& members) {
  std::vector<Forward> forwards;
  for (const auto& ports : {open_ports(service), debug_ports(service)}) {
    for (const OpenPort& port : ports)
      forwards.push_back({port.port, port.label, port.scheme});
  }
  std::set<std::string> reached(service.wants.begin(), service.wants.end());
  for (const model::Dependency& dependency : service.depends)
    reached.insert(dependency.service);
  for (const Member& member : members) {
    const model::Service& other = member.service;
    if (!reached.contains(other.name) || !member.profiles.empty()) continue;
    for (const OpenPort& port : open_ports(other))
      forwards.push_back({fmt::format("{}:{}", other.name, port.port), port.label, port.scheme});
  }
  return forwards;
}

/// The ports of the host that are known before a start.
std::vector<Forward> ports_of_host(const std::vector<Member>& members) {
  std::vector<Forward> forwards;
  for (const Member& member : members) {
    const std::vector<OpenPort> open = open_ports(member.service);
    for (const auto* published : {&member.service.publish, &member.service.prefer}) {
      for (const model::Publish& publish : *published) {
        const auto port = std::find_if(open.begin(), open.end(), [&](const OpenPort& one) {
          return one.port == publish.container;
        });
        forwards.push_back(
            {publish.host, fmt::format("{} {}", member.service.name, publish.host), port->scheme});
      }
    }
  }
  return forwards;
}

std::set<std::string> extensions_for(const model::Stack& stack, const model::Service& service) {
  std::set<std::string> extensions;
  if (runs_node(stack, service))  // the debugger of Node.js comes with VS Code
    extensions.insert({"dbaeumer.vscode-eslint", "esbenp.prettier-vscode"});
  if (service.debug && service.debug->kind == model::Debug::Kind::gdb)
    extensions.insert("ms-vscode.cpptools");
  return extensions;
}

/// The document of one rendering and what goes with it.
class DevContainer {
 public:
  DevContainer(const model::Stack& stack, const model::Rendering& rendering)
      : m_stack(stack),
        m_rendering(rendering),
        m_folder(stack.source_dir + "/" + folder_of(rendering.path)),
        m_opened(folder_of(folder_of(rendering.path))) {}

  Result<Rendered> in_place_of(const std::string& name) {
    const auto compose = find_compose(m_stack, m_rendering, m_opened, name);
    if (!compose) return compose.error();
    const auto members = members_of(m_stack, **compose);
    if (!members) return members.error();
    const model::Service& service = m_stack.services.at(name);
    const std::string override_path = folder_of(m_rendering.path) + "/docker-compose.yml";
    m_document = {{"name", fmt::format("{}: {}", m_stack.name, name)},
                  {"dockerComposeFile", {from_here((*compose)->path), from_here(override_path)}},
                  {"service", name},
                  {"runServices", Json::array({name})},
                  {"overrideCommand", true},
                  {"workspaceFolder", m_opened.empty() ? top() : top() + "/" + m_opened}};
    add_rest(top(), ports_in_place_of(service, *members), extensions_for(m_stack, service));
    Rendered rendered;
    rendered.files = {
        {m_rendering.path, json_text(m_document, head_of(m_stack, m_rendering))},
        {override_path, yaml_text(devcontainer_compose(m_stack, m_rendering, service, **compose),
                                  head_of(m_stack, m_rendering))}};
    return rendered;
  }

  Result<Rendered> of_its_own() {
    const auto members = members_of(m_stack, m_rendering);
    if (!members) return members.error();
    m_document = {
        {"name", m_opened.empty() ? m_stack.name : m_stack.name + ": " + last_of(m_opened)}};
    if (m_rendering.image.empty()) {
      m_document["build"] = {{"dockerfile", from_here(k_devcontainer_recipe)},
                             {"context", from_here("")}};
    } else {
      m_document["image"] = m_stack.images.at(m_rendering.image).reference;
    }
    std::set<std::string> extensions;
    for (const auto& [name, service] : m_stack.services)
      extensions.merge(extensions_for(m_stack, service));
    if (m_opened.empty()) {
      // The engine is outside and mounts what the stack names: the tree has the same path here.
      m_document["workspaceMount"] =
          "type=bind,source=${localWorkspaceFolder},target=${localWorkspaceFolder}";
      m_document["workspaceFolder"] = "${localWorkspaceFolder}";
      // What the engine publishes is on the loopback of the host.
      m_document["runArgs"] = Json::array({"--network=host"});
      extensions.insert("ms-vscode.cmake-tools");
      add_rest("${containerWorkspaceFolder}", ports_of_host(*members), extensions);
    } else {
      m_document["workspaceMount"] =
          fmt::format("type=bind,source=${{localWorkspaceFolder}}/{},target={}", way_up(), top());
      m_document["workspaceFolder"] = top() + "/" + m_opened;
      add_rest(top(), {}, extensions);
    }
    Rendered rendered;
    rendered.files = {{m_rendering.path, json_text(m_document, head_of(m_stack, m_rendering))}};
    return rendered;
  }

 private:
  /// What all have, in a container that has the source tree at `tree`.
  void add_rest(const std::string& tree, const std::vector<Forward>& forwards,
                const std::set<std::string>& extensions) {
    m_document["remoteUser"] = "vscode";
    // No socket is mounted: who wants an engine inside says where it is.
    m_document["remoteEnv"] = {{"DOCKER_HOST", "${localEnv:DOCKER_HOST}"}};
    add_ports(m_document, forwards);
    add_preparation();
    m_document["postCreateCommand"] = Json::array({tree + "/.devcontainer/post-create.sh"});
    if (!extensions.empty()) m_document["customizations"]["vscode"]["extensions"] = extensions;
  }

  /// On the host, which is asked for the image before there is a container.
  void add_preparation() {
    if (m_rendering.image.empty()) return;
    const std::string top = m_opened.empty() ? "" : "/" + way_up();
    Json command = Json::array({"${localWorkspaceFolder}" + top + "/.devcontainer/initialize.sh"});
    for (const std::string& service : m_rendering.services)
      command.push_back(service);
    m_document["initializeCommand"] = std::move(command);
  }

  /// Where the source tree is in a container that has it at a place of its own.
  std::string top() const { return "/workspaces/" + m_stack.name; }

  /// A path from the top of the source tree, as the file names it.
  std::string from_here(const std::string& path) const {
    return relative_path(m_stack.source_dir + "/" + path, m_folder);
  }

  /// From the folder that is opened to the top.
  std::string way_up() const {
    return relative_path(m_stack.source_dir, m_stack.source_dir + "/" + m_opened);
  }

  static std::string last_of(const std::string& folder) {
    return folder.substr(folder.rfind('/') + 1);
  }

  const model::Stack& m_stack;
  const model::Rendering& m_rendering;
  std::string m_folder;  ///< of the file, absolute
  std::string m_opened;  ///< the folder that is opened, from the top
  Json m_document;
};

}  // namespace

Result<Rendered> render_devcontainer(const model::Stack& stack, const model::Rendering& rendering) {
  DevContainer container(stack, rendering);
  return rendering.services.empty() ? container.of_its_own()
                                    : container.in_place_of(rendering.services.front());
}

}  // namespace caisson::render
