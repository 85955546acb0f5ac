#include "engine/docker/encode.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "engine/docker/leash_volume.hpp"

namespace caisson::engine::docker {
namespace {

using Json = nlohmann::json;

std::string tcp_port(std::uint16_t port) {
  return fmt::format("{}/tcp", port);
}

Json endpoint_config(const Attachment& attachment) {
  Json config = Json::object();
  if (!attachment.address.empty()) config["IPAMConfig"]["IPv4Address"] = attachment.address;
  return config;
}

Json environment(const std::map<std::string, std::string>& env) {
  Json list = Json::array();
  for (const auto& [name, value] : env)
    list.push_back(name + "=" + value);
  return list;
}

Json mount(const Mount& mount, const Labels& labels) {
  Json json{{"Type", mount.kind == Mount::Kind::bind ? "bind" : "volume"},
            {"Target", mount.target},
            {"ReadOnly", mount.read_only}};
  if (!mount.source.empty()) {
    json["Source"] = mount.source;
  } else {
    json["VolumeOptions"]["Labels"] = labels;
  }
  return json;
}

Json mounts(const ContainerSpec& spec, const std::string& leash_volume) {
  Json list = Json::array();
  for (const Mount& one : spec.mounts)
    list.push_back(mount(one, spec.labels));
  if (!spec.leashed) return list;
  Json leash = mount({Mount::Kind::volume, leash_volume, k_leash_folder, true}, {});
  leash["VolumeOptions"]["NoCopy"] = true;
  list.push_back(std::move(leash));
  return list;
}

Json host_config(const ContainerSpec& spec, const std::string& leash_volume) {
  Json host{
      {"CapDrop", Json::array({"ALL"})},
      {"CapAdd", spec.capabilities},
      {"SecurityOpt", Json::array({"no-new-privileges"})},
      {"PidsLimit", spec.pids},
      {"ReadonlyRootfs", spec.read_only_root},
      {"NetworkMode", spec.networks.empty() ? "none" : spec.networks.front().network},
      {"RestartPolicy", {{"Name", "no"}}},
      // Bounded: a chatty service must not fill the disk behind our back.
      {"LogConfig", {{"Type", "json-file"}, {"Config", {{"max-size", "16m"}, {"max-file", "2"}}}}},
  };
  if (spec.memory_bytes > 0) {
    host["Memory"] = spec.memory_bytes;
    // Equal to Memory: no swap, so a limit is met by the OOM killer and not by crawling.
    host["MemorySwap"] = spec.memory_bytes;
  }
  if (spec.nano_cpus > 0) host["NanoCpus"] = spec.nano_cpus;
  if (!spec.mounts.empty() || spec.leashed) host["Mounts"] = mounts(spec, leash_volume);
  if (spec.leashed) host["AutoRemove"] = true;
  for (const std::string& path : spec.tmpfs)
    host["Tmpfs"][path] = "";
  for (const auto& [name, address] : spec.hosts)
    host["ExtraHosts"].push_back(name + ":" + address);
  for (const PublishedPort& port : spec.ports)
    host["PortBindings"][tcp_port(port.container)].push_back(
        {{"HostIp", port.host_address},
         {"HostPort", port.host == 0 ? std::string{} : std::to_string(port.host)}});
  return host;
}

Json label_list(const Labels& having) {
  Json list = Json::array();
  for (const auto& [key, value] : having)
    list.push_back(value.empty() ? key : key + "=" + value);
  return list;
}

}  // namespace

std::string encode_container(const ContainerSpec& spec, const std::string& leash_volume) {
  Json body{{"Image", spec.image},
            {"Env", environment(spec.env)},
            {"Labels", Json::object()},
            {"HostConfig", host_config(spec, leash_volume)}};
  for (const auto& [key, value] : spec.labels)
    body["Labels"][key] = value;
  if (!spec.entrypoint.empty()) body["Entrypoint"] = spec.entrypoint;
  if (!spec.command.empty()) body["Cmd"] = spec.command;
  if (spec.leashed) {
    std::vector<std::string> argv = spec.entrypoint;
    argv.insert(argv.end(), spec.command.begin(), spec.command.end());
    body["Entrypoint"] = Json::array({k_leash_path});
    body["Cmd"] = argv;
    for (const char* const key :
         {"OpenStdin", "StdinOnce", "AttachStdin", "AttachStdout", "AttachStderr"})
      body[key] = true;
  }
  if (!spec.user.empty()) body["User"] = spec.user;
  if (!spec.image_healthcheck) body["Healthcheck"]["Test"] = Json::array({"NONE"});
  for (const PublishedPort& port : spec.ports)
    body["ExposedPorts"][tcp_port(port.container)] = Json::object();
  if (!spec.networks.empty()) {
    const Attachment& first = spec.networks.front();
    body["NetworkingConfig"]["EndpointsConfig"][first.network] = endpoint_config(first);
  }
  return dump_json(body);
}

std::string encode_network(const NetworkSpec& spec) {
  Json body{{"Name", spec.name},
            {"Driver", "bridge"},
            {"CheckDuplicate", true},
            {"Labels", Json::object()}};
  for (const auto& [key, value] : spec.labels)
    body["Labels"][key] = value;
  if (!spec.subnet.empty())
    body["IPAM"] = {{"Driver", "default"}, {"Config", Json::array({{{"Subnet", spec.subnet}}})}};
  return dump_json(body);
}

std::string encode_attachment(const std::string& container, const Attachment& attachment) {
  return dump_json(Json{{"Container", container}, {"EndpointConfig", endpoint_config(attachment)}});
}

std::string encode_exec(const std::vector<std::string>& argv, bool terminal) {
  return dump_json(Json{{"Cmd", argv},
                        {"AttachStdin", terminal},
                        {"AttachStdout", true},
                        {"AttachStderr", true},
                        {"Tty", terminal}});
}

std::string encode_piped_exec(const ExecSpec& spec) {
  std::vector<std::string> environment;
  for (const auto& [name, value] : spec.env)
    environment.push_back(name + "=" + value);
  return dump_json(Json{{"Cmd", spec.argv},
                        {"Env", environment},
                        {"AttachStdin", true},
                        {"AttachStdout", true},
                        {"AttachStderr", true},
                        {"Tty", false}});
}

std::string encode_label_filter(const Labels& having) {
  if (having.empty()) return "{}";
  return dump_json(Json::object({{"label", label_list(having)}}));
}

std::string encode_event_filter(const Labels& having) {
  Json filter{
      {"type", Json::array({"container"})},
      {"event", Json::array({"start", "die", "oom", "health_status", "destroy"})},
  };
  if (!having.empty()) filter["label"] = label_list(having);
  return dump_json(filter);
}

std::string encode_map(const std::map<std::string, std::string>& map) {
  return dump_json(Json(map));
}

Result<std::string> encode_label_instruction(const std::string& key, const std::string& value) {
  std::string text = "LABEL ";
  for (const std::string* part : {&key, &value}) {
    if (part->find_first_of("\r\n") != std::string::npos)
      return Error{ErrorKind::usage,
                   fmt::format("the label `{}` of an imported image has a line feed", key),
                   {},
                   "leave it out: the engine takes labels of imports as Dockerfile lines"};
    text += part == &value ? "=\"" : "\"";
    for (const char c : *part) {
      if (c == '"' || c == '\\' || c == '$') text += '\\';
      text += c;
    }
    text += '"';
  }
  return text;
}

Reference split_reference(std::string_view reference) {
  if (const auto at = reference.find('@'); at != std::string_view::npos)
    return {std::string(reference.substr(0, at)), std::string(reference.substr(at + 1))};
  const auto slash = reference.rfind('/');
  const auto colon = reference.find(':', slash == std::string_view::npos ? 0 : slash);
  if (colon == std::string_view::npos) return {std::string(reference), "latest"};
  return {std::string(reference.substr(0, colon)), std::string(reference.substr(colon + 1))};
}

}  // namespace caisson::engine::docker
