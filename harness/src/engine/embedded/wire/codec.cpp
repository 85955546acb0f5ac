#include "engine/embedded/wire/codec.hpp"

#include <utility>

#include "base/json.hpp"

namespace caisson::engine::embedded {
namespace {

Json encode_optional(const std::optional<int>& number) {
  return number ? Json(*number) : Json(nullptr);
}

std::optional<int> optional_of(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return json.get<int>();
}

template <class T>
void take(const Json& json, const char* name, T& value) {
  json.at(name).get_to(value);
}

template <class Enum>
void take_enum(const Json& json, const char* name, Enum& value) {
  value = static_cast<Enum>(json.at(name).get<int>());
}

Json encode_attachments(const std::vector<Attachment>& attachments) {
  Json list = Json::array();
  for (const Attachment& one : attachments)
    list.push_back({{"network", one.network}, {"address", one.address}});
  return list;
}

std::vector<Attachment> attachments_of(const Json& list) {
  std::vector<Attachment> all;
  for (const Json& one : list)
    all.push_back({one.at("network"), one.at("address")});
  return all;
}

Json encode_ports(const std::vector<PublishedPort>& ports) {
  Json list = Json::array();
  for (const PublishedPort& one : ports)
    list.push_back(
        {{"container", one.container}, {"address", one.host_address}, {"host", one.host}});
  return list;
}

std::vector<PublishedPort> ports_of(const Json& list) {
  std::vector<PublishedPort> all;
  for (const Json& one : list)
    all.push_back({one.at("container"), one.at("address"), one.at("host")});
  return all;
}

Json encode_mounts(const std::vector<Mount>& mounts) {
  Json list = Json::array();
  for (const Mount& one : mounts)
    list.push_back({{"kind", static_cast<int>(one.kind)},
                    {"source", one.source},
                    {"target", one.target},
                    {"read_only", one.read_only}});
  return list;
}

std::vector<Mount> mounts_of(const Json& list) {
  std::vector<Mount> all;
  for (const Json& one : list) {
    Mount& mount = all.emplace_back();
    take_enum(one, "kind", mount.kind);
    take(one, "source", mount.source);
    take(one, "target", mount.target);
    take(one, "read_only", mount.read_only);
  }
  return all;
}

}  // namespace

Json encode(const Labels& labels) {
  return Json(labels);
}

Json encode(const NetworkSpec& spec) {
  return {{"name", spec.name}, {"subnet", spec.subnet}, {"labels", spec.labels}};
}

Json encode(const Network& network) {
  return {{"id", network.id},
          {"name", network.name},
          {"subnet", network.subnet},
          {"labels", network.labels}};
}

Json encode(const ContainerSpec& spec) {
  return {{"name", spec.name},
          {"image", spec.image},
          {"entrypoint", spec.entrypoint},
          {"command", spec.command},
          {"env", spec.env},
          {"labels", spec.labels},
          {"networks", encode_attachments(spec.networks)},
          {"hosts", spec.hosts},
          {"ports", encode_ports(spec.ports)},
          {"mounts", encode_mounts(spec.mounts)},
          {"tmpfs", spec.tmpfs},
          {"capabilities", spec.capabilities},
          {"user", spec.user},
          {"memory_bytes", spec.memory_bytes},
          {"nano_cpus", spec.nano_cpus},
          {"pids", spec.pids},
          {"read_only_root", spec.read_only_root},
          {"image_healthcheck", spec.image_healthcheck},
          {"leashed", spec.leashed}};
}

Json encode(const Container& container) {
  return {{"id", container.id},
          {"name", container.name},
          {"image", container.image},
          {"labels", container.labels},
          {"phase", static_cast<int>(container.phase)},
          {"health", static_cast<int>(container.health)},
          {"exit_code", encode_optional(container.exit_code)},
          {"oom_killed", container.oom_killed},
          {"started_at", container.started_at},
          {"finished_at", container.finished_at},
          {"networks", encode_attachments(container.networks)},
          {"ports", encode_ports(container.ports)}};
}

Json encode(const Event& event) {
  return {{"kind", static_cast<int>(event.kind)},
          {"container", event.container},
          {"labels", event.labels},
          {"exit_code", encode_optional(event.exit_code)},
          {"health", static_cast<int>(event.health)}};
}

Json encode(const ImageConfig& image) {
  return {{"entrypoint", image.entrypoint},
          {"command", image.command},
          {"env", image.env},
          {"working_directory", image.working_directory},
          {"user", image.user},
          {"stop_signal", image.stop_signal},
          {"volumes", image.volumes}};
}

Json encode(const Volume& volume) {
  return {{"name", volume.name}, {"labels", volume.labels}};
}

Json encode(const Error& error) {
  return {{"kind", static_cast<int>(error.kind)},
          {"message", error.message},
          {"place", error.place},
          {"remedy", error.remedy}};
}

void from_json(const Json& json, NetworkSpec& spec) {
  take(json, "name", spec.name);
  take(json, "subnet", spec.subnet);
  take(json, "labels", spec.labels);
}

void from_json(const Json& json, Network& network) {
  take(json, "id", network.id);
  take(json, "name", network.name);
  take(json, "subnet", network.subnet);
  take(json, "labels", network.labels);
}

void from_json(const Json& json, ContainerSpec& spec) {
  take(json, "name", spec.name);
  take(json, "image", spec.image);
  take(json, "entrypoint", spec.entrypoint);
  take(json, "command", spec.command);
  take(json, "env", spec.env);
  take(json, "labels", spec.labels);
  spec.networks = attachments_of(json.at("networks"));
  take(json, "hosts", spec.hosts);
  spec.ports = ports_of(json.at("ports"));
  spec.mounts = mounts_of(json.at("mounts"));
  take(json, "tmpfs", spec.tmpfs);
  take(json, "capabilities", spec.capabilities);
  take(json, "user", spec.user);
  take(json, "memory_bytes", spec.memory_bytes);
  take(json, "nano_cpus", spec.nano_cpus);
  take(json, "pids", spec.pids);
  take(json, "read_only_root", spec.read_only_root);
  take(json, "image_healthcheck", spec.image_healthcheck);
  take(json, "leashed", spec.leashed);
}

void from_json(const Json& json, Container& container) {
  take(json, "id", container.id);
  take(json, "name", container.name);
  take(json, "image", container.image);
  take(json, "labels", container.labels);
  take_enum(json, "phase", container.phase);
  take_enum(json, "health", container.health);
  container.exit_code = optional_of(json.at("exit_code"));
  take(json, "oom_killed", container.oom_killed);
  take(json, "started_at", container.started_at);
  take(json, "finished_at", container.finished_at);
  container.networks = attachments_of(json.at("networks"));
  container.ports = ports_of(json.at("ports"));
}

void from_json(const Json& json, Event& event) {
  take_enum(json, "kind", event.kind);
  take(json, "container", event.container);
  take(json, "labels", event.labels);
  event.exit_code = optional_of(json.at("exit_code"));
  take_enum(json, "health", event.health);
}

void from_json(const Json& json, ImageConfig& image) {
  take(json, "entrypoint", image.entrypoint);
  take(json, "command", image.command);
  take(json, "env", image.env);
  take(json, "working_directory", image.working_directory);
  take(json, "user", image.user);
  take(json, "stop_signal", image.stop_signal);
  take(json, "volumes", image.volumes);
}

void from_json(const Json& json, Volume& volume) {
  take(json, "name", volume.name);
  take(json, "labels", volume.labels);
}

std::string encode_answer(const Json& value) {
  return dump_json(Json{{"value", value}});
}

std::string encode_failure(const Error& error) {
  return dump_json(Json{{"error", encode(error)}});
}

Result<Json> decode_answer(const std::string& payload) {
  const Json answer = parse_json(payload);
  if (answer.is_object() && answer.contains("value"))
    return Result<Json>(boost::system::in_place_value, answer.at("value"));
  if (answer.is_object() && answer.contains("error")) {
    const Json& json = answer.at("error");
    Error error{ErrorKind::protocol, json.value("message", std::string()),
                json.value("place", std::string()), json.value("remedy", std::string())};
    error.kind = static_cast<ErrorKind>(json.value("kind", static_cast<int>(ErrorKind::protocol)));
    return error;
  }
  return Error{ErrorKind::protocol, "a nest answered what is no message"};
}

}  // namespace caisson::engine::embedded
