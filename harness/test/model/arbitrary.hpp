#pragma once

#include <fmt/format.h>
#include <rapidcheck.h>

#include "model/builder.hpp"

namespace caisson::test {

inline std::string service_name(std::size_t i) {
  return fmt::format("s{:03}", i);
}

/// A stack without cycles: each service depends on some of those before it. `density` is the chance
/// in per cent of an edge between two services.
inline model::Stack arbitrary_acyclic_stack(std::size_t largest = 12) {
  const auto size = *rc::gen::inRange<std::size_t>(1, largest + 1);
  const auto density = *rc::gen::inRange(0, 60);
  model::Stack stack = empty_stack();
  for (std::size_t i = 0; i < size; ++i) {
    model::Service& service = add_service(stack, service_name(i));
    for (std::size_t j = 0; j < i; ++j) {
      const int dice = *rc::gen::inRange(0, 100);
      if (dice < density) service.depends.push_back({service_name(j)});
      if (dice >= 90) service.wants.push_back(service_name(j));
    }
  }
  return stack;
}

/// Any text a manifest may hold: UTF-8, quotes, line ends and `$` among it.
inline std::string arbitrary_text() {
  static const std::vector<std::string> k_pieces{
      "a", "Z", "0", " ", "\"", "\\",   "\n",   "\t", "$", "{", "}", "=", "#", "'",
      ";", "/", "ü", "→", "🐳",  "\x01", "${X}", "$$", "-", "_", ".", ":", ",", "<"};
  std::string text;
  for (const auto& piece :
       *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(k_pieces))) {
    text += piece;
  }
  return text;
}

inline std::uint16_t arbitrary_port() {
  return static_cast<std::uint16_t>(*rc::gen::inRange(1, 65536));
}

inline model::HealthCheck arbitrary_health_check() {
  using Kind = model::HealthCheck::Kind;
  model::HealthCheck check;
  check.kind = *rc::gen::element(Kind::tcp, Kind::http, Kind::grpc, Kind::postgres, Kind::redis,
                                 Kind::log, Kind::exec, Kind::engine);
  const bool has_port =
      check.kind != Kind::log && check.kind != Kind::exec && check.kind != Kind::engine;
  if (has_port) check.port = arbitrary_port();
  if (check.kind == Kind::http) check.path = "/" + arbitrary_text();
  if (check.kind == Kind::grpc) check.path = arbitrary_text();
  if (check.kind == Kind::log) check.pattern = "." + arbitrary_text();
  if (check.kind == Kind::exec) check.command = {"a", arbitrary_text()};
  if (check.kind == Kind::postgres) {
    check.database = "d" + arbitrary_text();
    check.login = "l" + arbitrary_text();
  }
  check.within = std::chrono::milliseconds(*rc::gen::inRange(1, 100000));
  if (*rc::gen::arbitrary<bool>()) {
    check.every = std::chrono::milliseconds(*rc::gen::inRange(1, 10000));
  }
  check.grace = *rc::gen::inRange(0, 10);
  return check;
}

/// A service with something in every field that a file for another tool can have.
inline void fill(model::Service& s) {
  s.entrypoint = {arbitrary_text()};
  s.command = {arbitrary_text(), arbitrary_text()};
  s.publish = {{arbitrary_port(), arbitrary_port()}};
  s.prefer = {{arbitrary_port(), arbitrary_port()}};
  s.edge = model::Gateway{model::Gateway::Kind::traefik, "/" + arbitrary_text(), arbitrary_port()};
  s.healthcheck = arbitrary_health_check();
  if (*rc::gen::arbitrary<bool>()) s.liveness = arbitrary_health_check();
  s.metrics = model::Metrics{"/" + arbitrary_text(), arbitrary_port()};
  s.debug = model::Debug{model::Debug::Kind::gdb, arbitrary_port(),
                         model::Sources{"/" + arbitrary_text(), "/" + arbitrary_text()}};
  s.routes = {{"r" + arbitrary_text(), arbitrary_port()}};
  s.env = {{"A", arbitrary_text()}, {arbitrary_text(), "b"}};
  s.env_files = {arbitrary_text()};
  s.secrets = {{"token", arbitrary_text()}};
  s.volumes = {{"/" + arbitrary_text(), "/t" + arbitrary_text(), *rc::gen::arbitrary<bool>()}};
  s.tmpfs = {arbitrary_text()};
  s.labels = {{arbitrary_text(), arbitrary_text()}};
  s.networks = {arbitrary_text()};
  s.aliases = {arbitrary_text()};
  s.capabilities = {"CHOWN"};
  s.watch = {{"/" + arbitrary_text(),
              *rc::gen::element(model::Watch::Action::sync, model::Watch::Action::restart,
                                model::Watch::Action::rebuild),
              "/" + arbitrary_text()}};
  s.restart_with = {arbitrary_text()};
  s.mock = arbitrary_text();
  s.profile = arbitrary_text();
  s.run_as = "1:2";
  s.database = arbitrary_text();
  s.restart = "always";
  s.phase = *rc::gen::inRange(1, 4);
  s.replicas = *rc::gen::inRange(1, 4);
  s.memory_bytes = *rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 40);
  s.cpus = *rc::gen::inRange(0, 64) / 4.0;
  s.budget = std::chrono::milliseconds(*rc::gen::inRange(1, 100000));
  s.expires = std::chrono::milliseconds(*rc::gen::inRange(1, 100000));
  s.writable_root = *rc::gen::arbitrary<bool>();
  s.completes = *rc::gen::arbitrary<bool>();
}

/// An overlay with something in every field, about one service.
inline model::Overlay arbitrary_overlay(const std::string& name, const std::string& service) {
  model::Overlay overlay;
  overlay.name = name;
  overlay.declared_at = arbitrary_text();
  overlay.replicas = {{service, *rc::gen::inRange(1, 100)}};
  overlay.autoscale = {{service, {*rc::gen::inRange(1, 5), *rc::gen::inRange(5, 10)}}};
  for (auto* bytes : {&overlay.memory_bytes, &overlay.reserve_memory_bytes, &overlay.storage_bytes})
    *bytes = {{service, *rc::gen::inRange<std::int64_t>(1, std::int64_t{1} << 40)}};
  for (auto* cpus : {&overlay.cpus, &overlay.reserve_cpus})
    *cpus = {{service, *rc::gen::inRange(1, 64) / 4.0}};
  overlay.tags = {{"app", arbitrary_text()}};
  return overlay;
}

}  // namespace caisson::test
