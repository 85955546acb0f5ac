#include "render/vscode.hpp"

#include <fmt/format.h>

#include "base/path.hpp"
#include "render/head.hpp"
#include "render/json.hpp"
#include "render/members.hpp"
#include "render/relative_path.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;

/// The form of an error of `caisson` that has a line (base/error.cpp, cli/logger.cpp).
Json problem_matcher() {
  return {{"owner", "caisson"},
          {"fileLocation", {"autoDetect", "${workspaceFolder}"}},
          {"pattern",
           {{"regexp", "^(error|warning): (.+?):(\\d+): (.*)$"},
            {"severity", 1},
            {"file", 2},
            {"line", 3},
            {"message", 4}}}};
}

Json task(const std::string& target, std::string detail, Json matcher) {
  return {{"label", target},
          {"detail", std::move(detail)},
          {"type", "process"},
          {"command", "cmake"},
          {"args", {"--build", "--preset", "dev", "--target", target}},
          {"problemMatcher", std::move(matcher)}};
}

Json starting(const std::string& target, std::string detail) {
  return task(target, std::move(detail), problem_matcher());
}

Json stopping(const std::string& target, std::string detail) {
  return task(target, std::move(detail), Json::array());
}

Json tasks_of(const model::Stack& stack, const std::vector<Member>& members) {
  Json tasks{starting("start-all", fmt::format("{}: its default mode", stack.name)),
             stopping("stop-all", fmt::format("{}: everything", stack.name))};
  for (const auto& [name, mode] : stack.modes)
    tasks.push_back(starting("start-mode-" + name, fmt::format("{}: mode {}", stack.name, name)));
  for (const Member& member : members) {
    const std::string& name = member.service.name;
    tasks.push_back(starting("start-" + name, name + " and all it depends on"));
    tasks.push_back(stopping("stop-" + name, name + " alone"));
    if (member.service.debug)
      tasks.push_back(starting("debug-" + name, name + " under its debugger"));
  }
  return {{"version", "2.0.0"}, {"tasks", std::move(tasks)}};
}

std::string attach_to(const model::Service& service) {
  return "Attach to " + service.name;
}

/// A folder of the host as VS Code names it.
std::string in_workspace(const model::Stack& stack, const std::string& path) {
  if (!lies_in(path, stack.source_dir)) return path;
  const std::string below = relative_path(path, stack.source_dir);
  return "${workspaceFolder}" + (below == "." ? "" : below.substr(1));
}

Json node_configuration(const model::Stack& stack, const model::Service& service) {
  Json entry{{"name", attach_to(service)},
             {"type", "node"},
             {"request", "attach"},
             {"address", "127.0.0.1"},
             {"port", service.debug->port}};
  if (const auto& sources = service.debug->sources) {
    entry["localRoot"] = in_workspace(stack, sources->local);
    entry["remoteRoot"] = sources->container;
  }
  entry["sourceMaps"] = true;
  entry["restart"] = true;
  entry["skipFiles"] = {"<node_internals>/**", "**/node_modules/**"};
  entry["preLaunchTask"] = "debug-" + service.name;
  return entry;
}

/// The program as the image runs it; empty: the image's own.
std::string program_of(const model::Service& service) {
  if (!service.entrypoint.empty()) return service.entrypoint.front();
  return service.command.empty() ? "" : service.command.front();
}

Json gdb_configuration(const model::Stack& stack, const model::Service& service,
                       const std::string& program) {
  Json entry{{"name", attach_to(service)},
             {"type", "cppdbg"},
             {"request", "launch"},
             {"program", in_workspace(stack, program)},
             {"cwd", "${workspaceFolder}"},
             {"MIMode", "gdb"},
             {"miDebuggerServerAddress", fmt::format("127.0.0.1:{}", service.debug->port)}};
  if (const auto& sources = service.debug->sources)
    entry["sourceFileMap"] = {{sources->container, in_workspace(stack, sources->local)}};
  entry["preLaunchTask"] = "debug-" + service.name;
  return entry;
}

/// The debugger reads symbols here, from the program that the container runs.
Result<void> add_gdb_configuration(Json& entries, const model::Stack& stack,
                                   const model::Service& service) {
  const auto& sources = service.debug->sources;
  if (service.program) {
    entries.push_back(gdb_configuration(stack, service, service.program->path));
    return {};
  }
  const std::string program = program_of(service);
  if (!sources || !program.starts_with('/') || !lies_in(program, sources->container)) {
    return Error{
        ErrorKind::usage,
        fmt::format("VS Code cannot know where the program of `{}` is on this side", service.name),
        service.declared_at,
        "give it an ENTRYPOINT below the folder that `DEBUG … SOURCES` names, like "
        "`SOURCES build:/app`"};
  }
  const std::string below = relative_path(program, sources->container).substr(1);
  entries.push_back(gdb_configuration(stack, service, sources->local + below));
  return {};
}

Result<void> add_launches(Json& document, const model::Stack& stack,
                          const std::vector<Member>& members) {
  document = {{"version", "0.2.0"}, {"configurations", Json::array()}};
  Json& entries = document["configurations"];
  Json names = Json::array();
  for (const Member& member : members) {
    const model::Service& service = member.service;
    if (!service.debug) continue;
    names.push_back(attach_to(service));
    if (service.debug->kind == model::Debug::Kind::node) {
      entries.push_back(node_configuration(stack, service));
    } else if (auto added = add_gdb_configuration(entries, stack, service); !added) {
      return added;
    }
  }
  if (names.size() < 2) return {};
  Json all{{"name", "Attach to all"}, {"configurations", std::move(names)}, {"stopAll", true}};
  document["compounds"] = Json::array({std::move(all)});
  return {};
}

}  // namespace

Result<Rendered> render_vscode(const model::Stack& stack, const model::Rendering& rendering) {
  const auto members = members_of(stack, rendering);
  if (!members) return members.error();
  Json launches;
  if (auto added = add_launches(launches, stack, *members); !added) return added.error();
  const std::string head = head_of(stack, rendering);
  Rendered rendered;
  rendered.files = {{rendering.path + "/tasks.json", json_text(tasks_of(stack, *members), head)},
                    {rendering.path + "/launch.json", json_text(launches, head)}};
  return rendered;
}

}  // namespace caisson::render
