#include "plan/debugging.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/program.hpp"

namespace caisson::plan {
namespace {

bool is_node(const std::string& program) {
  const auto slash = program.rfind('/');
  return (slash == std::string::npos ? program : program.substr(slash + 1)) == "node";
}

void debug_node(model::Service& service) {
  const std::string flag = fmt::format("--inspect=0.0.0.0:{}", service.debug->port);
  const bool runs_node = !service.command.empty() && is_node(service.command.front());
  if (runs_node && service.entrypoint.empty()) {
    service.command.insert(service.command.begin() + 1, flag);
  } else {
    // The image's own command, or a wrapper: node itself reads this (Node.js, `NODE_OPTIONS`).
    std::string& options = service.env["NODE_OPTIONS"];
    options = options.empty() ? flag : options + " " + flag;
  }
}

/// No shell in between, which an image need not have; and addresses are not fixed, because that
/// takes a system call that engines forbid.
Result<void> debug_program(model::Service& service, const std::optional<std::string>& server) {
  std::vector<std::string> words = model::entrypoint_of(service);
  if (words.empty()) {
    return Error{ErrorKind::usage,
                 fmt::format("nobody says here which program `{}` runs", service.name),
                 service.declared_at, "give it a PROGRAM or an ENTRYPOINT"};
  }
  if (server) service.debug_server = model::Program{{}, *server};
  const std::string program =
      server ? model::path_in_container(*service.debug_server) : std::string("gdbserver");
  words.insert(words.begin(), {program, "--no-startup-with-shell", "--no-disable-randomization",
                               fmt::format(":{}", service.debug->port)});
  service.entrypoint = std::move(words);
  return {};
}

}  // namespace

Result<void> debug(model::Service& service, const std::optional<std::string>& debug_server) {
  if (!service.debug) {
    return Error{ErrorKind::usage, fmt::format("`{}` has no DEBUG", service.name),
                 service.declared_at, "Declare it with `DEBUG NODE ON 9229` or `DEBUG GDB`."};
  }
  if (service.debug->kind == model::Debug::Kind::node) {
    debug_node(service);
  } else if (auto made = debug_program(service, debug_server); !made) {
    return made;
  }
  service.debugging = true;
  const auto same = [&service](const auto& port) { return port.container == service.debug->port; };
  const bool placed = std::any_of(service.publish.begin(), service.publish.end(), same) ||
                      std::any_of(service.prefer.begin(), service.prefer.end(), same);
  if (!placed) service.prefer.push_back({service.debug->port, service.debug->port});
  return {};
}

}  // namespace caisson::plan
