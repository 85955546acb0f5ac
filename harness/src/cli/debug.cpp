#include <fmt/format.h>

#include <filesystem>

#include "base/file.hpp"
#include "cli/await.hpp"
#include "cli/backends.hpp"
#include "cli/bring_up.hpp"
#include "cli/context.hpp"
#include "cli/debug_server.hpp"
#include "cli/exit_code.hpp"
#include "cli/gdbinit.hpp"
#include "cli/inspector.hpp"
#include "cli/survey.hpp"
#include "cli/verbs.hpp"
#include "plan/backend_choice.hpp"
#include "plan/debugging.hpp"
#include "run/labels.hpp"

namespace caisson::cli {
namespace {

using Lines = std::vector<std::string>;

/// Everything a container has written so far.
Result<Lines> written_by(Context& context, const std::string& container) {
  const auto engine = context.engine();
  if (!engine) return engine.error();
  auto lines = std::make_shared<Lines>();
  engine::SubscriptionPtr log;
  return await<Lines>(context.loop(), [&](engine::Completion<Lines> done) {
    log = (*engine)->logs(
        container, {}, [lines](const engine::LogLine& line) { lines->push_back(line.text); },
        [lines, done](const Result<void>& ended) {
          if (!ended) return done(ended.error());
          done(*lines);
        });
  });
}

class DebugVerb final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positional("service", m_service, "service to debug, with all it depends on");
  }

  Result<int> run(Context& context) override {
    const auto backed = take_backends(context);
    if (!backed) return backed.error();
    const auto found = context.service(m_service);
    if (!found) return found.error();
    if ((*found)->backend != model::Backend::container) {
      return Error{ErrorKind::usage, (*found)->remarks.front(), plan::backend_variable(m_service),
                   "Start it under your debugger there."};
    }
    const auto server = debug_server();
    if (!server) return server.error();
    Result<void> made;
    context.amend([&](model::Stack& stack) {
      model::Service& service = stack.services.at(m_service);
      made = plan::debug(service, *server);
      if (made && service.debug->kind == model::Debug::Kind::gdb) await_debug_server(service);
    });
    if (!made) return made.error();
    const model::Service& service = **context.service(m_service);
    if (service.debug->kind == model::Debug::Kind::gdb) {
      const auto free = make_way(context);
      if (!free) return free.error();
    }
    const auto plan = plan_with_history(context, {m_service});
    if (!plan) return plan.error();
    const auto code = bring_up(context, *plan, {});
    if (!code || *code != k_done) return code;
    return tell(context, service);
  }

 private:
  /// Its program stands still until a debugger comes, which waits for this command to end.
  static void await_debug_server(model::Service& service) {
    model::HealthCheck check;
    check.kind = model::HealthCheck::Kind::log;
    check.pattern = plan::k_debug_server_waits;
    service.healthcheck = check;
  }

  /// gdbserver serves one debugger, and one session.
  Result<void> make_way(Context& context) {
    const auto container = container_of(context, m_service);
    if (!container && container.error().kind == ErrorKind::not_found) return {};
    if (!container) return container.error();
    const bool runs = container->phase == engine::Phase::running;
    if (!runs || !container->labels.contains(run::label::k_debug)) return {};
    const auto lines = written_by(context, container->id);
    if (!lines) return lines.error();
    switch (session_in(*lines)) {
      case DebugSession::waiting:
        return {};
      case DebugSession::attached:
        return Error{ErrorKind::conflict,
                     fmt::format("a debugger is attached to `{}` already", m_service),
                     {},
                     "Detach it first: gdbserver takes one at a time."};
      case DebugSession::over:
        break;
    }
    const auto engine = context.engine();
    if (!engine) return engine.error();
    const Result<bool> removed = await<bool>(context.loop(), [&](engine::Completion<bool> done) {
      (*engine)->remove_container(container->id, context.in(k_call_limit),
                                  [done](const Result<void>& gone) {
                                    if (!gone) return done(gone.error());
                                    done(true);
                                  });
    });
    if (!removed) return removed.error();
    return {};
  }

  Result<int> tell(Context& context, const model::Service& service) {
    const auto container = container_of(context, m_service);
    if (!container) return container.error();
    std::uint16_t host = 0;
    for (const auto& published : container->ports) {
      if (published.container == service.debug->port) host = published.host;
    }
    if (service.debug->kind == model::Debug::Kind::gdb) return tell_gdb(context, service, host);
    const auto url = inspector_url(context, *container, service.debug->port, host);
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

  /// The commands lie beside the manifest, where a task of an editor finds them, too.
  Result<int> tell_gdb(Context& context, const model::Service& service, std::uint16_t host) {
    const auto manifest = context.manifest();
    if (!manifest) return manifest.error();
    const std::string path =
        std::filesystem::path(*manifest).parent_path() / (service.name + ".gdbinit");
    const auto written = write_file(path, gdbinit(service, host));
    if (!written) return written.error();
    context.out().write(
        fmt::format("{0} waits for a debugger on 127.0.0.1:{1}, before its first instruction\n"
                    "  gdb        gdb -x {2}\n"
                    "  VS Code    Attach to {0}, from the rendered launch.json\n"
                    "  back       caisson up {0}\n",
                    m_service, host, path));
    return k_done;
  }

  std::string m_service;
};

}  // namespace

std::unique_ptr<Verb> make_debug() {
  return std::make_unique<DebugVerb>();
}

}  // namespace caisson::cli
