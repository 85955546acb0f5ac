#include "plan/declaration_hash.hpp"

#include <algorithm>
#include <set>

#include "base/hash.hpp"
#include "base/json.hpp"
#include "model/program.hpp"
#include "plan/hosts.hpp"
#include "plan/identity.hpp"

namespace caisson::plan {
namespace {
using Json = nlohmann::json;

template <class T>
std::vector<T> sorted(std::vector<T> values) {
  std::sort(values.begin(), values.end());
  return values;
}

/// The names it may resolve; which of DEPENDS or WANTS grants one makes no difference.
Json reached(const model::Stack& stack, const model::Service& service) {
  std::set<std::string> names(service.wants.begin(), service.wants.end());
  for (const model::Dependency& dependency : service.depends)
    names.insert(dependency.service);
  Json json = Json::object();
  for (const std::string& name : names) {
    const auto other = stack.services.find(name);
    if (other != stack.services.end()) json[name] = sorted(names_of_service(stack, other->second));
  }
  return json;
}

Json host_ports(const std::vector<model::Publish>& published) {
  std::set<std::pair<std::uint16_t, std::uint16_t>> ports;
  for (const model::Publish& publish : published) {
    ports.emplace(publish.host, publish.container);
  }
  return ports;
}

Json volumes(const model::Service& service) {
  Json json = Json::object();
  for (const model::Volume& volume : service.volumes) {
    json[volume.target] = {{"source", volume.source}, {"read_only", volume.read_only}};
  }
  return json;
}

bool keeps_image_healthcheck(const model::Service& service) {
  const auto is_engine = [](const std::optional<model::HealthCheck>& check) {
    return check && check->kind == model::HealthCheck::Kind::engine;
  };
  return is_engine(service.healthcheck) || is_engine(service.liveness);
}

}  // namespace

std::string canonical_declaration(const model::Stack& stack, const model::Service& service,
                                  const std::map<std::string, std::string>& environment) {
  Json programs = Json::array();
  for (const model::Program& program : model::programs_of(service))
    programs.push_back(program.path);
  const Json json{{"name", service.name},
                  {"image", service.image},
                  {"programs", programs},
                  {"entrypoint", service.entrypoint},
                  {"command", service.command},
                  {"reached", reached(stack, service)},
                  {"ports", sorted(service.ports)},
                  {"publish", host_ports(service.publish)},
                  {"prefer", host_ports(service.prefer)},
                  {"environment", environment},
                  {"secrets", service.secrets},
                  {"volumes", volumes(service)},
                  {"tmpfs", sorted(service.tmpfs)},
                  {"labels", service.labels},
                  {"networks", networks_of(service)},
                  {"capabilities", sorted(service.capabilities)},
                  {"run_as", service.run_as},
                  {"memory_bytes", service.memory_bytes},
                  {"cpus", service.cpus},
                  {"writable_root", service.writable_root},
                  {"debug_port", service.debug ? service.debug->port : 0},
                  {"image_healthcheck", keeps_image_healthcheck(service)}};
  // Values come from the environment, which need not be UTF-8.
  return dump_json(json);
}

std::string declaration_hash(const model::Stack& stack, const model::Service& service,
                             const std::map<std::string, std::string>& environment) {
  return sha256_hex(canonical_declaration(stack, service, environment));
}

}  // namespace caisson::plan
