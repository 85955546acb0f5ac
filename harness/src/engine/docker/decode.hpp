#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.hpp"

namespace caisson::engine::docker {

// The engine's JSON in our terms. All pure; what is missing becomes a default, what has another
// type than the API says is ErrorKind::protocol.

/// How a container's networks can be reached, beyond what the seam tells: for `dial`.
struct Wiring {
  struct Leg {
    std::string network_id;
    std::string address;
    std::string gateway;
  };
  std::vector<Leg> legs;
  bool host_network = false;
};

struct Inspected {
  Container container;
  Wiring wiring;
  bool tty = false;
};

Result<Inspected> decode_container(std::string_view json);
/// GET /containers/json; `pid`, `oom_killed` and the times are not in it.
Result<std::vector<Inspected>> decode_containers(std::string_view json);
Result<Network> decode_network(std::string_view json);
Result<std::vector<Network>> decode_networks(std::string_view json);
Result<ImageInfo> decode_image(std::string_view json);
Result<std::vector<ImageInfo>> decode_images(std::string_view json);
Result<Volume> decode_volume(std::string_view json);
/// GET /volumes
Result<std::vector<Volume>> decode_volumes(std::string_view json);
/// The exit code POST /containers/<id>/wait answers with.
Result<int> decode_wait(std::string_view json);

/// What a container of an image runs where nothing else is said.
struct ImageCommand {
  std::vector<std::string> entrypoint;
  std::vector<std::string> command;
};
Result<ImageCommand> decode_image_command(std::string_view json);

/// The `Id` (or `ID`) of what was created.
Result<std::string> decode_id(std::string_view json);

struct ExecState {
  bool running = false;
  int exit_code = 0;
};
Result<ExecState> decode_exec(std::string_view json);

/// GET /containers/<id>/top of the columns pid and stat.
Result<std::vector<ProcessState>> decode_processes(std::string_view json);

/// One message of /events; nothing when it is of a kind the seam does not speak of.
std::optional<Event> decode_event(std::string_view json);

/// "Up 3 minutes (healthy)", "Exited (137) 2 hours ago": what a list tells of health and exit.
Health health_of_status(std::string_view status);
std::optional<int> exit_code_of_status(std::string_view status);

}  // namespace caisson::engine::docker
