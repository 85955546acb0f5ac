#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "model/names.hpp"
#include "model/stack.hpp"

namespace caisson::test {
using Json = nlohmann::json;

/// The counterpart of model::parse_stack, for round trips: every field, defaults included.
inline double milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

inline Json emit(const model::HealthCheck& check) {
  using Kind = model::HealthCheck::Kind;
  Json json{{"kind", model::to_string(check.kind)},
            {"within_ms", milliseconds(check.within)},
            {"grace", check.grace}};
  if (check.every) json["every_ms"] = milliseconds(*check.every);
  if (check.port != 0) json["port"] = check.port;
  if (check.kind == Kind::http || check.kind == Kind::grpc) json["path"] = check.path;
  if (check.kind == Kind::log) json["pattern"] = check.pattern;
  if (check.kind == Kind::exec) json["command"] = check.command;
  if (check.kind == Kind::postgres) {
    json["database"] = check.database;
    json["login"] = check.login;
  }
  return json;
}

inline Json emit(const model::Service& s) {
  Json json{{"declared_at", s.declared_at},
            {"image", s.image},
            {"entrypoint", s.entrypoint},
            {"command", s.command},
            {"wants", s.wants},
            {"ports", s.ports},
            {"env", s.env},
            {"env_files", s.env_files},
            {"secrets", s.secrets},
            {"tmpfs", s.tmpfs},
            {"labels", s.labels},
            {"networks", s.networks},
            {"aliases", s.aliases},
            {"capabilities", s.capabilities},
            {"template_by", s.template_by},
            {"restart_with", s.restart_with},
            {"mock", s.mock},
            {"profile", s.profile},
            {"run_as", s.run_as},
            {"database", s.database},
            {"restart", s.restart},
            {"phase", s.phase},
            {"replicas", s.replicas},
            {"memory_bytes", s.memory_bytes},
            {"cpus", s.cpus},
            {"writable_root", s.writable_root},
            {"completes", s.completes}};
  for (const auto& d : s.depends) {
    json["depends"].push_back(
        {{"service", d.service}, {"condition", model::to_string(d.condition)}});
  }
  for (const auto& p : s.publish) {
    json["publish"].push_back({{"host", p.host}, {"container", p.container}});
  }
  for (const auto& p : s.prefer) {
    json["prefer"].push_back({{"host", p.host}, {"container", p.container}});
  }
  if (s.edge) {
    json["edge"] = {{"kind", model::to_string(s.edge->kind)},
                    {"folder", s.edge->folder},
                    {"port", s.edge->port}};
  }
  for (const auto& r : s.routes)
    json["routes"].push_back({{"host", r.host}, {"port", r.port}});
  for (const auto& v : s.volumes) {
    json["volumes"].push_back(
        {{"source", v.source}, {"target", v.target}, {"read_only", v.read_only}});
  }
  for (const auto& w : s.watch) {
    json["watch"].push_back(
        {{"path", w.path}, {"action", model::to_string(w.action)}, {"target", w.target}});
  }
  if (s.healthcheck) json["healthcheck"] = emit(*s.healthcheck);
  if (s.liveness) json["liveness"] = emit(*s.liveness);
  if (s.metrics) json["metrics"] = {{"path", s.metrics->path}, {"port", s.metrics->port}};
  if (s.debug) {
    json["debug"] = {{"kind", model::to_string(s.debug->kind)}, {"port", s.debug->port}};
    if (const auto& sources = s.debug->sources)
      json["debug"]["sources"] = {{"local", sources->local}, {"container", sources->container}};
  }
  if (s.program) json["program"] = {{"target", s.program->target}, {"path", s.program->path}};
  if (s.time_scale != 1) json["time_scale"] = s.time_scale;
  if (s.budget) json["budget_ms"] = milliseconds(*s.budget);
  if (s.expires) json["expires_ms"] = milliseconds(*s.expires);
  return json;
}

inline Json emit(const model::Overlay& o) {
  Json json{{"declared_at", o.declared_at},
            {"replicas", o.replicas},
            {"memory_bytes", o.memory_bytes},
            {"cpus", o.cpus},
            {"reserve_memory_bytes", o.reserve_memory_bytes},
            {"reserve_cpus", o.reserve_cpus},
            {"storage_bytes", o.storage_bytes},
            {"tags", o.tags}};
  for (const auto& [name, range] : o.autoscale)
    json["autoscale"][name] = {{"least", range.least}, {"most", range.most}};
  return json;
}

inline Json emit(const model::Stack& stack) {
  Json json{{"schema", model::k_schema},
            {"generator", {{"name", "Caisson"}, {"version", "0.1.0"}, {"cmake", "3.25.1"}}},
            {"stack",
             {{"name", stack.name},
              {"domain", stack.domain},
              {"declared_at", stack.declared_at},
              {"source_dir", stack.source_dir},
              {"build_dir", stack.build_dir},
              {"config", stack.config}}},
            {"images", Json::object()},
            {"services", Json::object()},
            {"modes", Json::object()}};
  for (const auto& [name, image] : stack.images) {
    json["images"][name] = {{"declared_at", image.declared_at},
                            {"reference", image.reference},
                            {"recipe", image.recipe},
                            {"context", image.context},
                            {"target", image.target},
                            {"dev_target", image.dev_target},
                            {"bases", image.bases}};
  }
  for (const auto& [name, service] : stack.services)
    json["services"][name] = emit(service);
  for (const auto& [name, mode] : stack.modes) {
    json["modes"][name] = {{"declared_at", mode.declared_at},
                           {"services", mode.services},
                           {"profiles", mode.profiles},
                           {"aliases", mode.aliases},
                           {"env", mode.env},
                           {"default", mode.is_default}};
  }
  for (const auto& [name, test] : stack.tests)
    json["tests"][name] = {{"services", test.services}};
  for (const auto& [name, overlay] : stack.overlays)
    json["overlays"][name] = emit(overlay);
  for (const auto& [path, rendering] : stack.renderings) {
    json["renderings"][path] = {{"declared_at", rendering.declared_at},
                                {"kind", model::to_string(rendering.kind)},
                                {"mode", rendering.mode},
                                {"services", rendering.services},
                                {"profiles", rendering.profiles},
                                {"image", rendering.image}};
  }
  return json;
}

}  // namespace caisson::test
