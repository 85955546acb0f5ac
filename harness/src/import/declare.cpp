#include "import/declare.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "import/cmake_text.hpp"
#include "import/docker_capabilities.hpp"
#include "import/path.hpp"
#include "model/names.hpp"

namespace caisson::import {
namespace {

constexpr std::string_view k_capabilities = "${capabilities}";

std::string amount_text(std::int64_t bytes) {
  std::int64_t amount = bytes / 1024;
  std::string_view unit = "K";
  for (const std::string_view next : {"M", "G"}) {
    if (amount % 1024 != 0) break;
    amount /= 1024;
    unit = next;
  }
  return fmt::format("{}{}", amount, unit);
}

std::string duration_text(Duration duration) {
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(duration).count();
  if (milliseconds % 3'600'000 == 0) return fmt::format("{}h", milliseconds / 3'600'000);
  if (milliseconds % 60'000 == 0) return fmt::format("{}m", milliseconds / 60'000);
  if (milliseconds % 1'000 == 0) return fmt::format("{}s", milliseconds / 1'000);
  return fmt::format("{}ms", milliseconds);
}

std::vector<std::string> pairs_text(const std::map<std::string, std::string>& pairs) {
  std::vector<std::string> items;
  for (const auto& [name, value] : pairs)
    items.push_back(fmt::format("{}={}", name, value));
  return items;
}

std::vector<std::string> ports_text(const std::vector<model::Publish>& pairs) {
  std::vector<std::string> items;
  for (const model::Publish& pair : pairs)
    items.push_back(fmt::format("{}:{}", pair.host, pair.container));
  return items;
}

std::vector<std::string> check_text(const model::HealthCheck& check) {
  using Kind = model::HealthCheck::Kind;
  std::vector<std::string> words{to_upper(model::to_string(check.kind))};
  const std::string port = std::to_string(check.port);
  const auto add = [&](std::initializer_list<std::string> more) {
    words.insert(words.end(), more);
  };
  if (check.kind == Kind::tcp) add({port});
  if (check.kind == Kind::http || (check.kind == Kind::grpc && !check.path.empty()))
    add({check.path});
  if (check.kind == Kind::http || check.kind == Kind::grpc) add({"ON", port});
  if (check.kind == Kind::redis || check.kind == Kind::postgres) add({"ON", port});
  if (check.kind == Kind::postgres) add({"DATABASE", check.database, "LOGIN", check.login});
  if (check.kind == Kind::log) add({check.pattern});
  words.insert(words.end(), check.command.begin(), check.command.end());
  if (check.every) add({"EVERY", duration_text(*check.every)});
  add({"WITHIN", duration_text(check.within)});
  if (check.grace > 0) add({"GRACE", std::to_string(check.grace)});
  return words;
}

class Writer {
 public:
  Writer(const Import& import, const std::string& base) : m_import(import), m_base(base) {}

  Declarations run() {
    for (const auto& [name, image] : m_import.stack.images)
      write_image(image);
    write_capabilities();
    for (const std::string& name : m_import.services)
      write_service(m_import.stack.services.at(name));
    for (const auto& [name, mode] : m_import.stack.modes)
      write_mode(mode);
    return std::move(m_result);
  }

 private:
  void write(const CMakeCall& call, const char* command, const std::string& name,
             const std::string& declared_at) {
    m_result.text += call.text();
    m_result.places[fmt::format("{}({}", command, name)] = declared_at;
  }

  std::string path_text(const std::string& path) const {
    if (m_base.empty()) return path;
    const std::string relative = relative_to(m_base, path);
    // A path of VOLUMES is told from a name by its beginning.
    return relative.starts_with('/') || relative.starts_with('.') ? relative : "./" + relative;
  }

  void write_image(const model::Image& image) {
    CMakeCall call("caisson_add_image", image.name);
    call.quote("REFERENCE", {image.reference});
    const bool ours = image.recipe.starts_with("caisson:");
    if (!image.recipe.empty())
      call.quote("RECIPE", {ours ? image.recipe : folder_text(image.recipe)});
    if (!image.context.empty()) call.quote("CONTEXT", {folder_text(image.context)});
    if (!image.target.empty()) call.quote("TARGET", {image.target});
    if (!image.bases.empty()) call.quote("BASES", image.bases);
    write(call, "caisson_add_image", image.name, image.declared_at);
  }

  /// `image` instead of `./image`.
  std::string folder_text(const std::string& path) const {
    const std::string text = path_text(path);
    return text.starts_with("./") ? text.substr(2) : text;
  }

  void write_capabilities() {
    m_result.text += "\n";
    for (const auto& [name, service] : m_import.stack.services) {
      if (service.capabilities != docker_capabilities()) continue;
      m_result.text +=
          "# What Docker lets every container do: give a service only what it needs.\n";
      m_result.text +=
          CMakeCall("set", "capabilities").add("", docker_capabilities()).text() + "\n";
      return;
    }
  }

  void write_service(const model::Service& service) {
    CMakeCall call("caisson_add_service", fmt::format("{} IMAGE {}", service.name, service.image));
    const auto list = [&](const char* keyword, const std::vector<std::string>& values) {
      if (!values.empty()) call.quote(keyword, values);
    };
    list("ENTRYPOINT", service.entrypoint);
    list("COMMAND", service.command);
    list("DEPENDS", depends_text(service));
    list("WANTS", service.wants);
    list("TEMPLATE_BY", service.template_by);
    std::vector<std::string> ports;
    for (const std::uint16_t port : service.ports)
      ports.push_back(std::to_string(port));
    list("PORTS", ports);
    list("PUBLISH", ports_text(service.publish));
    list("PREFER", ports_text(service.prefer));
    list("ROUTE", routes_text(service));
    if (service.edge) {
      list("EDGE", {to_upper(model::to_string(service.edge->kind)), service.edge->folder, "ON",
                    std::to_string(service.edge->port)});
    }
    if (service.healthcheck) list("HEALTHCHECK", check_text(*service.healthcheck));
    if (service.liveness) list("LIVENESS", check_text(*service.liveness));
    if (service.metrics)
      list("METRICS", {service.metrics->path, "ON", std::to_string(service.metrics->port)});
    if (service.debug) {
      std::vector<std::string> words{to_upper(model::to_string(service.debug->kind)), "ON",
                                     std::to_string(service.debug->port)};
      if (const auto& sources = service.debug->sources)
        words.insert(words.end(), {"SOURCES", fmt::format("{}:{}", path_text(sources->local),
                                                          sources->container)});
      list("DEBUG", words);
    }
    list("ENV", pairs_text(service.env));
    list("ENV_FILE", paths_text(service.env_files));
    list("SECRETS", secrets_text(service));
    list("VOLUMES", volumes_text(service));
    list("TMPFS", service.tmpfs);
    list("LABELS", pairs_text(service.labels));
    list("NETWORKS", service.networks);
    list("ALIASES", service.aliases);
    write_limits(service, call);
    write(call, "caisson_add_service", service.name, service.declared_at);
  }

  static void write_limits(const model::Service& service, CMakeCall& call) {
    const auto one = [&](const char* keyword, const std::string& value) {
      if (!value.empty()) call.quote(keyword, {value});
    };
    one("PROFILE", service.profile);
    if (service.phase != 1) one("PHASE", std::to_string(service.phase));
    if (service.budget) one("BUDGET", duration_text(*service.budget));
    if (service.replicas > 1) one("REPLICAS", std::to_string(service.replicas));
    one("RESTART", service.restart);
    if (service.memory_bytes > 0) one("MEMORY", amount_text(service.memory_bytes));
    if (service.cpus > 0) one("CPUS", fmt::format("{}", service.cpus));
    one("RUN_AS", service.run_as);
    if (service.capabilities == docker_capabilities()) {
      call.add("CAPABILITIES", {std::string(k_capabilities)});
    } else if (!service.capabilities.empty()) {
      call.quote("CAPABILITIES", service.capabilities);
    }
    if (service.writable_root) call.add("WRITABLE_ROOT");
    if (service.completes) call.add("COMPLETES");
    if (service.expires) one("EXPIRES", duration_text(*service.expires));
  }

  static std::vector<std::string> routes_text(const model::Service& service) {
    std::vector<std::string> items;
    for (const model::Route& route : service.routes)
      items.push_back(fmt::format("{}:{}", route.host, route.port));
    return items;
  }

  static std::vector<std::string> depends_text(const model::Service& service) {
    std::vector<std::string> items;
    for (const model::Dependency& dependency : service.depends) {
      const bool healthy = dependency.condition == model::Condition::healthy;
      items.push_back(healthy ? dependency.service
                              : fmt::format("{}:{}", dependency.service,
                                            model::to_string(dependency.condition)));
    }
    return items;
  }

  std::vector<std::string> paths_text(const std::vector<std::string>& paths) const {
    std::vector<std::string> items;
    for (const std::string& path : paths)
      items.push_back(folder_text(path));
    return items;
  }

  std::vector<std::string> secrets_text(const model::Service& service) const {
    std::vector<std::string> items;
    for (const auto& [name, source] : service.secrets) {
      const bool is_file = source.starts_with("file:");
      items.push_back(
          fmt::format("{}={}", name, is_file ? "file:" + folder_text(source.substr(5)) : source));
    }
    return items;
  }

  std::vector<std::string> volumes_text(const model::Service& service) const {
    std::vector<std::string> items;
    for (const model::Volume& volume : service.volumes) {
      items.push_back(fmt::format("{}:{}{}",
                                  volume.is_path() ? path_text(volume.source) : volume.source,
                                  volume.target, volume.read_only ? ":ro" : ""));
    }
    return items;
  }

  void write_mode(const model::Mode& mode) {
    CMakeCall call("caisson_add_mode", mode.name);
    call.quote("SERVICES", mode.services);
    if (!mode.profiles.empty()) call.quote("PROFILES", mode.profiles);
    if (mode.is_default) call.add("DEFAULT");
    write(call, "caisson_add_mode", mode.name, mode.declared_at);
  }

  const Import& m_import;
  const std::string& m_base;
  Declarations m_result;
};

}  // namespace

Declarations declare(const Import& import, const std::string& base) {
  return Writer(import, base).run();
}

std::string project_text(const Import& import, const Declarations& declarations,
                         const std::string& origin) {
  return fmt::format(
      "# Made from {} by `caisson import`. It is yours now.\n"
      "cmake_minimum_required(VERSION 3.25)\n"
      "project({} LANGUAGES NONE)\n"
      "find_package(Caisson CONFIG REQUIRED)\n\n"
      "caisson_add_stack({})\n{}",
      origin, import.stack.name, import.stack.name, declarations.text);
}

}  // namespace caisson::import
