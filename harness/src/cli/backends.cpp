#include "cli/backends.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/paths.hpp"
#include "cli/supervision.hpp"
#include "image/relay_recipe.hpp"
#include "plan/backend.hpp"
#include "plan/backend_choice.hpp"
#include "run/labels.hpp"
#include "run/prepare.hpp"

namespace caisson::cli {
namespace {

bool needs_relay(const plan::Backends& backends) {
  return std::any_of(backends.begin(), backends.end(), [](const auto& one) {
    return one.second.kind == model::Backend::process ||
           one.second.kind == model::Backend::external;
  });
}

/// As when an address was taken from `caisson env`, which tells the relay's own.
Result<void> refuse_circle(const model::Service& service, const plan::Places& places,
                           const run::HostPorts& ports) {
  for (const auto& own : ports.known(service)) {
    for (const auto& [port, place] : places) {
      if (place.host != "localhost" || place.port != own.host) continue;
      return Error{ErrorKind::usage,
                   fmt::format("`{}` would be led to itself: {} is its own port of this machine",
                               service.name, own.host),
                   plan::backend_variable(service.name),
                   "Say where it is: `caisson env` told you how it is reached."};
    }
  }
  return {};
}

}  // namespace

Result<void> take_backends(Context& context) {
  const auto stack = context.stack();
  if (!stack) return stack.error();
  const auto backends =
      plan::choose_backends(**stack, run::process_environment(), context.options().backends);
  if (!backends) return backends.error();
  if (backends->empty()) return {};
  std::string recipe;
  if (needs_relay(*backends)) {
    const auto state = state_directory();
    if (!state) return state.error();
    auto written = image::write_relay_recipe(*state);
    if (!written) return written.error();
    recipe = std::move(*written);
  }
  context.amend(
      [&](model::Stack& declared) { declared = plan::with_backends(declared, *backends, recipe); });
  return {};
}

Result<void> prepare_forwarding(Context& context, const plan::Plan& plan,
                                const run::HostPorts& ports) {
  bool any = false;
  for (const plan::Step& step : plan.steps) {
    const std::string leads = run::label_of(step.service->labels, run::label::k_forward);
    if (leads.empty()) continue;
    any = true;
    const auto straight = refuse_circle(*step.service, plan::places_from_label(leads), ports);
    if (!straight) return straight;
  }
  if (!any) return {};
  const auto supervisor = ensure_supervisor(context);
  if (!supervisor) return supervisor.error();
  return {};
}

}  // namespace caisson::cli
