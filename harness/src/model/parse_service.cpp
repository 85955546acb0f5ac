#include "model/parse_service.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "model/names.hpp"
#include "model/read_word.hpp"

namespace caisson::model {
namespace {

void parse_edges(Reader& reader, Service& service) {
  reader.each("depends", [&](Reader& item) {
    Dependency dependency;
    item.require("service", dependency.service);
    read_word(item, "condition", dependency.condition, condition_from, condition_names());
    if (!dependency.service.empty()) service.depends.push_back(std::move(dependency));
  });
  reader.read("wants", service.wants);
  reader.read("networks", service.networks);
  reader.read("aliases", service.aliases);
  reader.read("template_by", service.template_by);
  reader.read("mock", service.mock);
  reader.read("profile", service.profile);
}

void parse_host_ports(Reader& reader, std::string_view key, std::vector<Publish>& into) {
  reader.each(key, [&](Reader& item) {
    Publish publish;
    item.read_port("host", publish.host);
    item.read_port("container", publish.container);
    into.push_back(publish);
  });
}

void parse_ports(Reader& reader, Service& service) {
  reader.read_ports("ports", service.ports);
  parse_host_ports(reader, "publish", service.publish);
  parse_host_ports(reader, "prefer", service.prefer);
  reader.each("routes", [&](Reader& item) {
    Route route;
    item.require("host", route.host);
    item.read_port("port", route.port);
    service.routes.push_back(std::move(route));
  });
  reader.within("edge", [&](Reader& inner) {
    Gateway edge;
    read_word(inner, "kind", edge.kind, gateway_kind_from, gateway_kind_names());
    inner.require("folder", edge.folder);
    inner.read_port("port", edge.port);
    service.edge = std::move(edge);
  });
}

void parse_observation(Reader& reader, Service& service) {
  reader.within("healthcheck",
                [&](Reader& inner) { service.healthcheck = parse_health_check(inner); });
  reader.within("liveness", [&](Reader& inner) { service.liveness = parse_health_check(inner); });
  reader.within("metrics", [&](Reader& inner) {
    Metrics metrics;
    inner.require("path", metrics.path);
    inner.read_port("port", metrics.port);
    service.metrics = std::move(metrics);
  });
  reader.within("debug", [&](Reader& inner) {
    Debug debug;
    read_word(inner, "kind", debug.kind, debug_kind_from, debug_kind_names());
    inner.read_port("port", debug.port);
    inner.within("sources", [&](Reader& mapping) {
      Sources sources;
      mapping.require("local", sources.local);
      mapping.require("container", sources.container);
      debug.sources = std::move(sources);
    });
    service.debug = std::move(debug);
  });
}

void parse_program(Reader& reader, Service& service) {
  reader.within("program", [&](Reader& inner) {
    Program program;
    inner.require("target", program.target);
    inner.require("path", program.path);
    service.program = std::move(program);
  });
  if (reader.has("time_scale")) reader.read_amount("time_scale", service.time_scale);
}

void parse_files(Reader& reader, Service& service) {
  reader.read("env", service.env);
  reader.read("env_files", service.env_files);
  reader.read("secrets", service.secrets);
  reader.each("volumes", [&](Reader& item) {
    Volume volume;
    item.require("source", volume.source);
    item.require("target", volume.target);
    item.read("read_only", volume.read_only);
    service.volumes.push_back(std::move(volume));
  });
  reader.read("tmpfs", service.tmpfs);
  reader.read("labels", service.labels);
}

void parse_watch(Reader& reader, Service& service) {
  reader.each("watch", [&](Reader& item) {
    Watch watch;
    item.require("path", watch.path);
    read_word(item, "action", watch.action, watch_action_from, watch_action_names());
    item.read("target", watch.target);
    service.watch.push_back(std::move(watch));
  });
  reader.read("restart_with", service.restart_with);
}

void parse_limits(Reader& reader, Service& service) {
  reader.read("capabilities", service.capabilities);
  reader.read("run_as", service.run_as);
  reader.read("database", service.database);
  reader.read("restart", service.restart);
  reader.read_number("phase", 1, service.phase);
  reader.read_number("replicas", 1, service.replicas);
  reader.read_number("memory_bytes", std::int64_t{0}, service.memory_bytes);
  reader.read_amount("cpus", service.cpus);
  reader.read_milliseconds_if_any("budget_ms", service.budget);
  reader.read("writable_root", service.writable_root);
  reader.read("completes", service.completes);
  reader.read_milliseconds_if_any("expires_ms", service.expires);
}

}  // namespace

HealthCheck parse_health_check(Reader& reader) {
  using Kind = HealthCheck::Kind;
  HealthCheck check;
  bool known = reader.has("kind");
  if (known) {
    known =
        read_word(reader, "kind", check.kind, health_check_kind_from, health_check_kind_names());
  } else {
    reader.problem("kind", "is missing",
                   fmt::format("one of `{}`", join(health_check_kind_names(), "`, `")));
  }
  if (!known) {
    reader.accept_any_key();
    return check;
  }
  const bool has_port =
      check.kind != Kind::log && check.kind != Kind::exec && check.kind != Kind::engine;
  if (has_port) reader.read_port("port", check.port);
  if (check.kind == Kind::http) reader.require("path", check.path);
  if (check.kind == Kind::grpc) reader.read("path", check.path);
  if (check.kind == Kind::log) reader.require("pattern", check.pattern);
  if (check.kind == Kind::postgres) {
    reader.require("database", check.database);
    reader.require("login", check.login);
  }
  if (check.kind == Kind::exec) reader.require("command", check.command);
  reader.read_milliseconds_if_any("every_ms", check.every);
  reader.read_milliseconds("within_ms", check.within);
  reader.read_number("grace", 0, check.grace);
  return check;
}

Service parse_service(const std::string& name, Reader& reader) {
  Service service;
  service.name = name;
  reader.read("declared_at", service.declared_at);
  reader.require("image", service.image);
  reader.read("entrypoint", service.entrypoint);
  reader.read("command", service.command);
  parse_edges(reader, service);
  parse_ports(reader, service);
  parse_observation(reader, service);
  parse_program(reader, service);
  parse_files(reader, service);
  parse_watch(reader, service);
  parse_limits(reader, service);
  return service;
}

}  // namespace caisson::model
