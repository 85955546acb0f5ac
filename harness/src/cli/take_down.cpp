#include "cli/take_down.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/file.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"
#include "cli/absences.hpp"
#include "cli/await.hpp"
#include "cli/exit_code.hpp"
#include "cli/reach.hpp"
#include "cli/supervision.hpp"
#include "lease/place.hpp"
#include "report/progress.hpp"
#include "run/generated.hpp"
#include "run/host_ports.hpp"
#include "run/secrets.hpp"
#include "run/tear_down.hpp"

namespace caisson::cli {
namespace {

/// For progress only: a tear-down needs no plan.
plan::Plan plan_of(const model::Stack& stack) {
  plan::Plan plan;
  plan.stack = &stack;
  return plan;
}

std::string count(std::size_t number, const char* what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

Result<void> forget_supervisor(const std::string& instance) {
  const auto ended = end_supervisor(instance);
  if (!ended) return ended.error();
  const auto place = lease::place_of(instance);
  if (!place) return place.error();
  // A supervisor that was killed left its socket.
  const auto socket = remove_file(place->socket);
  if (!socket) return socket.error();
  return remove_file(place->record);
}

/// What was written for containers, and which ports stood in for preferred ones: the next start of
/// the instance tries those anew.
Result<void> forget_files(const model::Stack& stack, const std::string& instance) {
  const auto file = run::ports_file(instance);
  if (!file) return file.error();
  run::HostPorts ports(instance, *file, run::port_is_free);
  for (const auto& [name, service] : stack.services) {
    const auto forgotten = ports.forget_substitutes(service);
    if (!forgotten) return forgotten.error();
  }
  const auto state = state_directory(instance);
  if (!state) return state.error();
  const auto forgotten = AbsencesFile(*state).forget();
  if (!forgotten) return forgotten.error();
  return run::remove_generated(instance);
}

}  // namespace

Result<int> take_down(Context& context, const std::string& instance,
                      const std::vector<std::string>& services) {
  const auto kind = report::parse_progress(context.options().progress);
  if (!kind) return kind.error();
  const auto stack = context.stack();
  if (!stack) return stack.error();
  const auto engine = context.engine();
  if (!engine) return engine.error();
  Result<QuietSupervisor> quiet = QuietSupervisor();
  if (services.empty()) {
    const auto ended = forget_supervisor(instance);
    if (!ended) return ended.error();
  } else {
    quiet = QuietSupervisor::make(instance);
    if (!quiet) return quiet.error();
  }
  const plan::Plan plan = plan_of(**stack);
  Terminal& terminal = *kind == report::ProgressKind::json ? context.out() : context.err();
  // Nothing waits for anything here: a line per service that is gone says all there is.
  const auto shown = *kind == report::ProgressKind::automatic || *kind == report::ProgressKind::tty
                         ? report::ProgressKind::plain
                         : *kind;
  const auto progress = report::make_progress(shown, terminal, plan, false);
  const Instant began = context.loop().clock().now();
  const auto observer = [&](const model::Event& event, Instant at) {
    if (!std::holds_alternative<model::event::Exited>(event)) progress->observe(event, at - began);
  };
  context.loop().on_interrupt(
      [](int) { spdlog::warn("a tear-down is not interrupted: it is over in a moment"); });
  const auto outcome =
      await<run::DownOutcome>(context.loop(), [&](engine::Completion<run::DownOutcome> done) {
        run::DownRequest request;
        request.instance = instance;
        request.services = services;
        run::down(**engine, context.loop().clock(), std::move(request), observer,
                  [done](run::DownOutcome ended) { done(std::move(ended)); });
      });
  if (!outcome) return outcome.error();
  for (const auto& error : outcome->errors)
    spdlog::error("{}", to_string(error));
  if (services.empty()) {
    const auto forgotten = run::remove_secrets(instance);
    if (!forgotten) spdlog::error("{}", to_string(forgotten.error()));
    const auto tidied = forget_files(**stack, instance);
    if (!tidied) spdlog::error("{}", to_string(tidied.error()));
  }
  const auto written = write_reach(context);
  if (!written) spdlog::warn("{}", to_string(written.error()));
  if (!outcome->errors.empty()) return exit_code_of(outcome->errors.front().kind);
  const Duration taken = context.loop().clock().now() - began;
  if (*kind != report::ProgressKind::json && *kind != report::ProgressKind::quiet) {
    spdlog::info("{}: removed {} and {} in {}", instance, count(outcome->containers, "container"),
                 count(outcome->networks, "network"), format_duration(taken));
  }
  return k_done;
}

}  // namespace caisson::cli
