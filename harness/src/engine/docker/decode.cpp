#include "engine/docker/decode.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "engine/docker/json_fields.hpp"

namespace caisson::engine::docker {
namespace {

Phase phase_of(const std::string& state) {
  if (state == "running" || state == "restarting") return Phase::running;
  if (state == "paused") return Phase::paused;
  if (state == "exited" || state == "dead" || state == "stopped") return Phase::exited;
  if (state == "removing") return Phase::removing;
  return Phase::created;
}

Health health_of(const std::string& text) {
  if (text == "healthy") return Health::healthy;
  if (text == "unhealthy") return Health::unhealthy;
  if (text == "starting") return Health::starting;
  return Health::none;
}

std::string without_slash(std::string name) {
  if (name.starts_with('/')) name.erase(0, 1);
  return name;
}

/// The engine writes year 1 for "never".
std::string time_of(std::string text) {
  return text.starts_with("0001-") ? std::string{} : text;
}

void read_networks(const Json& networks, Inspected& into) {
  for (const auto& [name, leg] : networks.items()) {
    // Before the start, the address is only in what was asked for.
    std::string address = text_at(leg, "IPAddress");
    std::string asked = text_at(object_at(leg, "IPAMConfig"), "IPv4Address");
    into.wiring.legs.push_back({text_at(leg, "NetworkID"), address, text_at(leg, "Gateway")});
    into.container.networks.push_back({name, address.empty() ? asked : address});
  }
}

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end == text.data()) return std::nullopt;
  return port;
}

/// `{"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "20000"}], "81/tcp": null}`
void read_bindings(const Json& bindings, Container& into) {
  for (const auto& [port, hosts] : bindings.items()) {
    const auto inner = port_of(port);
    if (!inner || !port.ends_with("/tcp") || !hosts.is_array()) continue;
    for (const Json& host : hosts)
      if (const auto outer = port_of(text_at(host, "HostPort")))
        into.ports.push_back({*inner, text_at(host, "HostIp"), *outer});
  }
}

Inspected read_container(const Json& json) {
  Inspected inspected;
  Container& container = inspected.container;
  const Json& state = object_at(json, "State");
  const Json& config = object_at(json, "Config");
  const Json& host = object_at(json, "HostConfig");
  const Json& network = object_at(json, "NetworkSettings");

  container.id = text_at(json, "Id");
  container.name = without_slash(text_at(json, "Name"));
  container.image = text_at(json, "Image");
  container.labels = labels_at(config, "Labels");
  container.phase = phase_of(text_at(state, "Status"));
  container.health = health_of(text_at(object_at(state, "Health"), "Status"));
  container.oom_killed = bool_at(state, "OOMKilled");
  container.pid = int_at(state, "Pid");
  container.started_at = time_of(text_at(state, "StartedAt"));
  container.finished_at = time_of(text_at(state, "FinishedAt"));
  // One on its way out has a code only if it ever ran.
  const bool ended = container.phase == Phase::exited ||
                     (container.phase == Phase::removing && !container.finished_at.empty());
  if (ended) container.exit_code = int_at(state, "ExitCode");
  read_networks(object_at(network, "Networks"), inspected);
  read_bindings(object_at(network, "Ports"), container);
  if (container.ports.empty()) read_bindings(object_at(host, "PortBindings"), container);
  inspected.wiring.host_network = text_at(host, "NetworkMode") == "host";
  inspected.tty = bool_at(config, "Tty");
  return inspected;
}

Inspected read_listed(const Json& json) {
  Inspected inspected;
  Container& container = inspected.container;
  container.id = text_at(json, "Id");
  const Json& names = array_at(json, "Names");
  // Links add names "/other/alias"; a container's own has one slash.
  for (const Json& name : names)
    if (name.is_string() && name.get<std::string>().rfind('/') == 0)
      container.name = without_slash(name.get<std::string>());
  container.image = text_at(json, "ImageID");
  container.labels = labels_at(json, "Labels");
  const std::string status = text_at(json, "Status");
  container.phase = phase_of(text_at(json, "State"));
  container.health = health_of_status(status);
  if (container.phase == Phase::exited) container.exit_code = exit_code_of_status(status);
  read_networks(object_at(object_at(json, "NetworkSettings"), "Networks"), inspected);
  for (const Json& port : array_at(json, "Ports"))
    if (text_at(port, "Type") == "tcp" && int_at(port, "PublicPort") > 0)
      container.ports.push_back({static_cast<std::uint16_t>(int_at(port, "PrivatePort")),
                                 text_at(port, "IP"),
                                 static_cast<std::uint16_t>(int_at(port, "PublicPort"))});
  inspected.wiring.host_network = text_at(object_at(json, "HostConfig"), "NetworkMode") == "host";
  return inspected;
}

Network read_network(const Json& json) {
  Network network;
  network.id = text_at(json, "Id");
  network.name = text_at(json, "Name");
  network.labels = labels_at(json, "Labels");
  for (const Json& config : array_at(object_at(json, "IPAM"), "Config"))
    if (network.subnet.empty()) network.subnet = text_at(config, "Subnet");
  return network;
}

Volume read_volume(const Json& json) {
  return {text_at(json, "Name"), labels_at(json, "Labels")};
}

std::vector<std::string> words_at(const Json& json, const char* key) {
  std::vector<std::string> words;
  for (const Json& word : array_at(json, key))
    if (word.is_string()) words.push_back(word.get<std::string>());
  return words;
}

ImageInfo read_image(const Json& json) {
  ImageInfo image;
  image.id = text_at(json, "Id");
  image.size = int64_at(json, "Size");
  for (const Json& tag : array_at(json, "RepoTags"))
    if (tag.is_string() && tag != "<none>:<none>") image.tags.push_back(tag.get<std::string>());
  // An inspected image has them in Config, a listed one at the top.
  const Json& config = object_at(json, "Config");
  image.labels = labels_at(config.empty() ? json : config, "Labels");
  return image;
}

}  // namespace

Health health_of_status(std::string_view status) {
  if (status.ends_with("(healthy)")) return Health::healthy;
  if (status.ends_with("(unhealthy)")) return Health::unhealthy;
  if (status.ends_with("(health: starting)")) return Health::starting;
  return Health::none;
}

std::optional<int> exit_code_of_status(std::string_view status) {
  const auto open = status.find('(');
  const auto close = status.find(')', open);
  if (open == std::string_view::npos || close == std::string_view::npos) return std::nullopt;
  int code = 0;
  const auto [end, error] = std::from_chars(status.data() + open + 1, status.data() + close, code);
  if (error != std::errc{} || end != status.data() + close) return std::nullopt;
  return code;
}

Result<Inspected> decode_container(std::string_view json) {
  return decode_object<Inspected>(json, read_container);
}

Result<std::vector<Inspected>> decode_containers(std::string_view json) {
  return decode_list<Inspected>(json, read_listed);
}

Result<Network> decode_network(std::string_view json) {
  return decode_object<Network>(json, read_network);
}

Result<std::vector<Network>> decode_networks(std::string_view json) {
  return decode_list<Network>(json, read_network);
}

Result<ImageInfo> decode_image(std::string_view json) {
  return decode_object<ImageInfo>(json, read_image);
}

Result<std::vector<ImageInfo>> decode_images(std::string_view json) {
  return decode_list<ImageInfo>(json, read_image);
}

Result<Volume> decode_volume(std::string_view json) {
  return decode_object<Volume>(json, read_volume);
}

Result<std::vector<Volume>> decode_volumes(std::string_view json) {
  return decode_object<std::vector<Volume>>(json, [](const Json& object) {
    std::vector<Volume> volumes;
    for (const Json& volume : array_at(object, "Volumes"))
      volumes.push_back(read_volume(volume));
    return volumes;
  });
}

Result<int> decode_wait(std::string_view json) {
  return decode_object<int>(json, [](const Json& object) { return int_at(object, "StatusCode"); });
}

Result<ImageCommand> decode_image_command(std::string_view json) {
  return decode_object<ImageCommand>(json, [](const Json& object) {
    const Json& config = object_at(object, "Config");
    return ImageCommand{words_at(config, "Entrypoint"), words_at(config, "Cmd")};
  });
}

Result<std::string> decode_id(std::string_view json) {
  auto id = decode_object<std::string>(json, [](const Json& object) {
    std::string text = text_at(object, "Id");
    return text.empty() ? text_at(object, "ID") : text;
  });
  if (id && id->empty()) return not_understood("an answer without an id");
  return id;
}

Result<ExecState> decode_exec(std::string_view json) {
  return decode_object<ExecState>(json, [](const Json& object) {
    return ExecState{bool_at(object, "Running"), int_at(object, "ExitCode")};
  });
}

Result<std::vector<ProcessState>> decode_processes(std::string_view json) {
  return decode_object<std::vector<ProcessState>>(json, [](const Json& object) {
    std::vector<ProcessState> processes;
    for (const Json& row : array_at(object, "Processes")) {
      const std::string pid = row.at(0).get<std::string>();
      processes.push_back({std::atoi(pid.c_str()), row.at(1).get<std::string>()});
    }
    return processes;
  });
}

std::optional<Event> decode_event(std::string_view json) {
  const auto read = [](const Json& object) -> std::optional<Event> {
    const Json& actor = object_at(object, "Actor");
    const std::string action = text_at(object, "Action");
    Event event;
    event.container = text_at(actor, "ID");
    event.labels = labels_at(actor, "Attributes");
    if (const auto code = event.labels.find("exitCode"); code != event.labels.end())
      event.exit_code = exit_code_of_status("(" + code->second + ")");
    // What the engine adds to the labels; see Daemon.LogContainerEventWithAttributes in moby.
    for (const char* added : {"exitCode", "image", "name", "signal", "execDuration"})
      event.labels.erase(added);
    constexpr std::string_view k_health = "health_status: ";
    if (action == "start") {
      event.kind = Event::Kind::started;
    } else if (action == "die" || action == "died") {
      event.kind = Event::Kind::died;
    } else if (action == "oom") {
      event.kind = Event::Kind::oom;
    } else if (action == "destroy" || action == "remove") {
      event.kind = Event::Kind::destroyed;
    } else if (action.starts_with(k_health)) {
      event.kind = Event::Kind::health;
      event.health = health_of(action.substr(k_health.size()));
    } else {
      return std::nullopt;
    }
    return event;
  };
  auto event = decode_object<std::optional<Event>>(json, read);
  return event ? *std::move(event) : std::nullopt;
}

}  // namespace caisson::engine::docker
