#include "render/compose_service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/path.hpp"
#include "model/names.hpp"
#include "plan/hosts.hpp"
#include "plan/identity.hpp"
#include "render/compose_extension.hpp"
#include "render/compose_health.hpp"
#include "render/compose_ports.hpp"
#include "render/compose_text.hpp"
#include "render/prober.hpp"
#include "render/relative_path.hpp"
#include "render/traefik_routes.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;

/// The prober's command line is of this version; a release that changes it has another.
constexpr const char* k_prober_image = "${CAISSON_PROBE_IMAGE:-caisson/probe:1}";
/// As under Caisson (engine::ContainerSpec).
constexpr int k_pids = 4096;

std::string_view condition_word(model::Condition condition) {
  switch (condition) {
    case model::Condition::healthy:
      return "service_healthy";
    case model::Condition::completed:
      return "service_completed_successfully";
    case model::Condition::started:
      break;
  }
  return "service_started";
}

/// The entries of one service, a method a group of them, in the order in which they stand.
class ServiceEntry {
 public:
  ServiceEntry(Json& entry, ComposeFile& file, const Member& member,
               const std::vector<ComposePlace>& places, const std::string& routes)
      : m_entry(entry),
        m_file(file),
        m_member(member),
        m_service(member.service),
        m_places(places),
        m_routes(routes) {}

  Result<void> fill() {
    if (m_service.program) return refuse_program();
    add_image();
    add_dependencies();
    if (auto added = add_environment(); !added) return added;
    if (auto added = add_secrets(); !added) return added;
    if (auto added = add_mounts(); !added) return added;
    add_reach();
    if (auto added = add_compose_health(m_entry, m_service, m_file.options); !added) return added;
    add_rights();
    add_limits();
    add_labels();
    if (Json said = compose_extension(m_service, m_file.folder); !said.empty())
      m_entry[k_compose_extension] = std::move(said);
    return {};
  }

 private:
  void add_image() {
    m_entry["image"] = compose_image(m_file.stack, m_service.image);
    if (!m_member.profiles.empty()) m_entry["profiles"] = m_member.profiles;
    if (!m_service.entrypoint.empty())
      m_entry["entrypoint"] = compose_literals(m_service.entrypoint);
    if (!m_service.command.empty()) m_entry["command"] = compose_literals(m_service.command);
    if (!m_service.restart.empty()) m_entry["restart"] = m_service.restart;
  }

  void add_dependencies() {
    Json depends = Json::object();
    if (needs_prober(m_service)) {
      depends[k_prober_service]["condition"] = condition_word(model::Condition::completed);
    }
    for (const model::Dependency& dependency : m_service.depends)
      depends[dependency.service]["condition"] = condition_word(dependency.condition);
    if (!depends.empty()) m_entry["depends_on"] = std::move(depends);
  }

  /// What a file of ENV_FILE gives under the same name comes with it, so that nobody has to tell
  /// Compose of that file twice.
  Result<void> add_environment() {
    Json environment = Json::object();
    for (const auto& [name, value] : m_service.env) {
      if (!m_service.env_files.empty() && value == "${" + name + "}") continue;
      Result<std::string> text = compose_value(value, m_file.variables);
      if (!text) {
        Error error = text.error();
        error.place =
            fmt::format("{}: services.{}.env.{}", m_service.declared_at, m_service.name, name);
        return error;
      }
      environment[name] = std::move(*text);
    }
    if (const std::string port = compose_edge_port(m_service); !port.empty())
      environment["CAISSON_EDGE_PORT"] = port;
    if (!environment.empty()) m_entry["environment"] = std::move(environment);
    for (const std::string& path : m_service.env_files) {
      const Result<std::string> named = path_in_file(path);
      if (!named) return named.error();
      m_entry["env_file"].push_back(*named);
      m_file.env_files.insert(*named);
    }
    return {};
  }

  Result<void> add_secrets() {
    for (const auto& [name, source] : m_service.secrets) {
      if (source.starts_with("env:") && !m_service.writable_root) {
        return Error{ErrorKind::usage,
                     fmt::format("Compose cannot give `{}` the secret `{}` from a variable: it "
                                 "writes it into the container's root, which is read-only",
                                 m_service.name, name),
                     m_service.declared_at,
                     fmt::format("say `{}=file:<path>`, or give it WRITABLE_ROOT", name)};
      }
      m_entry["secrets"].push_back(
          {{"source", compose_secret(m_service.name, name)}, {"target", name}});
    }
    return {};
  }

  Result<void> add_mounts() {
    Json mounts = Json::array();
    for (const model::Volume& volume : m_service.volumes) {
      Json mount{{"type", volume.is_path() ? "bind" : "volume"}};
      if (volume.is_path()) {
        const Result<std::string> source = path_in_file(volume.source);
        if (!source) return source.error();
        mount["source"] = compose_literal(*source);
      } else if (!volume.source.empty()) {
        mount["source"] = volume.source;
      }
      mount["target"] = compose_literal(volume.target);
      if (volume.read_only) mount["read_only"] = true;
      mounts.push_back(std::move(mount));
    }
    if (m_service.edge) {
      mounts.push_back({{"type", "bind"},
                        {"source", m_routes},
                        {"target", m_service.edge->folder + "/" + k_routes_file},
                        {"read_only", true}});
    }
    if (needs_prober(m_service)) {
      mounts.push_back({{"type", "volume"},
                        {"source", k_prober_service},
                        {"target", k_prober_folder},
                        {"read_only", true}});
    }
    if (!mounts.empty()) m_entry["volumes"] = std::move(mounts);
    if (!m_service.tmpfs.empty()) m_entry["tmpfs"] = compose_literals(m_service.tmpfs);
    return {};
  }

  /// Who reaches it, and where: ports of the host, names on networks.
  void add_reach() {
    if (Json ports = compose_ports(m_service); !ports.empty()) m_entry["ports"] = std::move(ports);
    std::vector<std::string> names = plan::names_of_service(m_file.stack, m_service);
    std::erase(names, m_service.name);
    for (const ComposePlace& place : m_places) {
      Json& network = m_entry["networks"][place.network];
      network = Json::object();
      if (place.is_reached) network["aliases"] = names;
    }
  }

  void add_rights() {
    if (!m_service.run_as.empty()) m_entry["user"] = m_service.run_as;
    m_entry["cap_drop"] = {"ALL"};
    if (!m_service.capabilities.empty()) m_entry["cap_add"] = m_service.capabilities;
    m_entry["security_opt"] = {"no-new-privileges:true"};
    if (!m_service.writable_root) m_entry["read_only"] = true;
  }

  void add_limits() {
    if (m_service.memory_bytes > 0) {
      m_entry["mem_limit"] = m_service.memory_bytes;
      m_entry["memswap_limit"] = m_service.memory_bytes;
    }
    if (m_service.cpus > 0) m_entry["cpus"] = fmt::format("{}", m_service.cpus);
    m_entry["pids_limit"] = k_pids;
    m_entry["logging"] = {{"driver", "json-file"},
                          {"options", {{"max-size", "16m"}, {"max-file", "2"}}}};
  }

  void add_labels() {
    Json labels = Json::object();
    for (const auto& [name, value] : m_service.labels)
      labels[name] = compose_literal(value);
    labels[plan::label::k_stack] = m_file.stack.name;
    labels[plan::label::k_service] = m_service.name;
    m_entry["labels"] = std::move(labels);
  }

  Result<void> refuse_program() const {
    return Error{ErrorKind::usage,
                 fmt::format("`{}` runs `{}` from the build tree of this machine", m_service.name,
                             m_service.program->target),
                 m_service.declared_at, "leave it out, or build the program into an image"};
  }

  /// As the file names it, from its own folder. One of the build tree is nobody else's.
  Result<std::string> path_in_file(const std::string& path) const {
    const model::Stack& stack = m_file.stack;
    if (lies_in(path, stack.source_dir)) return relative_path(path, m_file.folder);
    if (stack.build_dir.empty() || !lies_in(path, stack.build_dir)) return path;
    return Error{ErrorKind::usage,
                 fmt::format("`{}` uses `{}`, which is in the build tree of this machine",
                             m_service.name, path),
                 m_service.declared_at, "keep it in the source tree"};
  }

  Json& m_entry;
  ComposeFile& m_file;
  const Member& m_member;
  const model::Service& m_service;
  const std::vector<ComposePlace>& m_places;
  const std::string& m_routes;
};

}  // namespace

Result<void> add_compose_service(Json& entry, ComposeFile& file, const Member& member,
                                 const std::vector<ComposePlace>& places,
                                 const std::string& routes) {
  return ServiceEntry(entry, file, member, places, routes).fill();
}

std::string compose_image(const model::Stack& stack, const std::string& name) {
  const auto image = stack.images.find(name);
  const std::string reference = image == stack.images.end() ? name : image->second.reference;
  const std::string variable = "CAISSON_IMAGE_" + model::variable_name(name);
  return reference.empty() ? fmt::format("${{{}?is not set: see caisson images}}", variable)
                           : fmt::format("${{{}:-{}}}", variable, reference);
}

Json compose_prober() {
  return {{"image", k_prober_image},
          {"entrypoint", {"/probe", "install", k_prober}},
          {"volumes",
           {{{"type", "volume"}, {"source", k_prober_service}, {"target", k_prober_folder}}}},
          {"network_mode", "none"},
          {"cap_drop", {"ALL"}},
          {"security_opt", {"no-new-privileges:true"}},
          {"read_only", true}};
}

std::string compose_secret(const std::string& service, const std::string& secret) {
  return service + "." + secret;
}

}  // namespace caisson::render
