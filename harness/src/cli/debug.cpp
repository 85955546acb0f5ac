#include <fmt/format.h>

#include <algorithm>

#include "cli/bring_up.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/inspector.hpp"
#include "cli/survey.hpp"
#include "cli/verbs.hpp"

namespace caisson::cli {
namespace {

bool is_node(const std::string& program) {
  const auto slash = program.rfind('/');
  return (slash == std::string::npos ? program : program.substr(slash + 1)) == "node";
}

/// The service as declared, but listening for a debugger. Everything about the declaration is part
/// of a container's hash, so a plain `up` afterwards recreates it as it was.
void make_debuggable(model::Service& service) {
  const std::string flag = fmt::format("--inspect=0.0.0.0:{}", service.debug->port);
  const bool runs_node = !service.command.empty() && is_node(service.command.front());
  if (runs_node && service.entrypoint.empty()) {
    service.command.insert(service.command.begin() + 1, flag);
  } else {
    // The image's own command, or a wrapper: node itself reads this (Node.js, `NODE_OPTIONS`).
    std::string& options = service.env["NODE_OPTIONS"];
    options = options.empty() ? flag : options + " " + flag;
  }
  const auto same = [&service](const auto& port) { return port.container == service.debug->port; };
  const bool placed = std::any_of(service.publish.begin(), service.publish.end(), same) ||
                      std::any_of(service.prefer.begin(), service.prefer.end(), same);
  // Where an editor looks for it (render/vscode.cpp), unless somebody else is there.
  if (!placed) service.prefer.push_back({service.debug->port, service.debug->port});
}

class DebugVerb final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positional("service", m_service, "service to debug, with all it depends on");
  }

  Result<int> run(Context& context) override {
    const auto found = context.service(m_service);
    if (!found) return found.error();
    const model::Service& declared = **found;
    if (!declared.debug) {
      return Error{ErrorKind::usage, "`" + m_service + "` has no DEBUG", declared.declared_at,
                   "Declare it with `DEBUG NODE ON 9229`."};
    }
    if (declared.debug->kind != model::Debug::Kind::node) {
      return Error{ErrorKind::usage, "`" + m_service + "` is not a Node service",
                   declared.declared_at, "Only `DEBUG NODE` is known to this version."};
    }
    context.amend([this](model::Stack& stack) { make_debuggable(stack.services.at(m_service)); });
    const auto plan = plan_with_history(context, {m_service});
    if (!plan) return plan.error();
    const auto code = bring_up(context, *plan, {});
    if (!code || *code != k_done) return code;
    return tell(context, declared.debug->port);
  }

 private:
  Result<int> tell(Context& context, std::uint16_t port) {
    const auto container = container_of(context, m_service);
    if (!container) return container.error();
    std::uint16_t host = 0;
    for (const auto& published : container->ports) {
      if (published.container == port) host = published.host;
    }
    const auto url = inspector_url(context, *container, port, host);
    if (!url) return url.error();
    context.out().write(
        fmt::format("{0} waits for a debugger on 127.0.0.1:{1}\n"
                    "  WebSocket  {2}\n"
                    "  Chrome     open chrome://inspect and add 127.0.0.1:{1}\n"
                    "  VS Code    {{\"type\":\"node\",\"request\":\"attach\",\"name\":\"{0}\","
                    "\"address\":\"127.0.0.1\",\"port\":{1}}}\n"
                    "  back       caisson up {0}\n",
                    m_service, host, *url));
    return k_done;
  }

  std::string m_service;
};

}  // namespace

std::unique_ptr<Verb> make_debug() {
  return std::make_unique<DebugVerb>();
}

}  // namespace caisson::cli
