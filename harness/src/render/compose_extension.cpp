#include "render/compose_extension.hpp"

#include "model/names.hpp"
#include "render/compose_text.hpp"
#include "render/relative_path.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;
using Kind = model::HealthCheck::Kind;

/// A whole number wherever it is one, as people write it.
Json in_milliseconds(Duration duration) {
  const auto whole = std::chrono::duration_cast<std::chrono::milliseconds>(duration);
  if (whole == duration) return whole.count();
  return std::chrono::duration<double, std::milli>(duration).count();
}

Json times_of(const model::HealthCheck& check) {
  Json json{{"kind", model::to_string(check.kind)}, {"within_ms", in_milliseconds(check.within)}};
  if (check.every) json["every_ms"] = in_milliseconds(*check.every);
  if (check.grace > 0) json["grace"] = check.grace;
  return json;
}

Json whole(const model::HealthCheck& check) {
  Json json = times_of(check);
  if (check.port != 0) json["port"] = check.port;
  if (!check.path.empty()) json["path"] = check.path;
  if (check.kind == Kind::log) json["pattern"] = check.pattern;
  if (check.kind == Kind::exec) json["command"] = check.command;
  if (check.kind == Kind::postgres) {
    json["database"] = check.database;
    json["login"] = check.login;
  }
  return json;
}

void add_checks(Json& json, const model::Service& service, const std::string& folder) {
  if (service.healthcheck) json["healthcheck"] = times_of(*service.healthcheck);
  if (service.liveness) json["liveness"] = whole(*service.liveness);
  if (service.metrics)
    json["metrics"] = {{"path", service.metrics->path}, {"port", service.metrics->port}};
  if (service.debug) {
    json["debug"] = {{"kind", model::to_string(service.debug->kind)},
                     {"port", service.debug->port}};
    if (const auto& sources = service.debug->sources) {
      json["debug"]["sources"] = {{"local", relative_path(sources->local, folder)},
                                  {"container", sources->container}};
    }
  }
}

void add_reach(Json& json, const model::Service& service) {
  for (const model::Publish& prefer : service.prefer)
    json["prefer"].push_back({{"host", prefer.host}, {"container", prefer.container}});
  for (const model::Route& route : service.routes)
    json["routes"].push_back({{"host", route.host}, {"port", route.port}});
  if (service.edge) {
    json["edge"] = {{"kind", model::to_string(service.edge->kind)},
                    {"folder", service.edge->folder},
                    {"port", service.edge->port}};
  }
  if (!service.networks.empty()) json["networks"] = service.networks;
  if (!service.aliases.empty()) json["aliases"] = service.aliases;
}

/// Compose looks for variables there, too.
void make_literal(Json& json) {
  if (json.is_string()) json = compose_literal(json.get_ref<const std::string&>());
  if (!json.is_structured()) return;
  for (Json& member : json)
    make_literal(member);
}

}  // namespace

Json compose_extension(const model::Service& service, const std::string& folder) {
  Json json = Json::object();
  add_checks(json, service, folder);
  add_reach(json, service);
  if (!service.template_by.empty()) json["template_by"] = service.template_by;
  if (!service.database.empty()) json["database"] = service.database;
  if (service.phase != 1) json["phase"] = service.phase;
  if (service.replicas != 1) json["replicas"] = service.replicas;
  if (service.budget) json["budget_ms"] = in_milliseconds(*service.budget);
  if (service.completes) json["completes"] = true;
  if (service.expires) json["expires_ms"] = in_milliseconds(*service.expires);
  make_literal(json);
  return json;
}

}  // namespace caisson::render
