#include "cli/host_environment.hpp"

#include "base/file.hpp"
#include "cli/survey.hpp"
#include "plan/backend.hpp"
#include "plan/host_process.hpp"
#include "plan/hosts.hpp"
#include "run/container_spec.hpp"
#include "run/labels.hpp"
#include "run/prepare.hpp"

namespace caisson::cli {
namespace {

Result<plan::Variables> declared_environment(const model::Service& service) {
  std::vector<plan::EnvFile> files;
  for (const std::string& path : service.env_files) {
    auto text = read_file(path);
    if (!text) return text.error();
    files.push_back({path, std::move(*text)});
  }
  return plan::environment_of(service, files, run::process_environment());
}

void take_own_port(plan::Variables& environment, const plan::Places& places) {
  const auto port = environment.find("PORT");
  if (port == environment.end()) return;
  for (const auto& [container, place] : places) {
    if (port->second != std::to_string(container)) continue;
    port->second = std::to_string(place.port);
    return;
  }
}

}  // namespace

Result<plan::Variables> host_environment(Context& context, const std::string& service) {
  const auto declared = context.service(service);
  if (!declared) return declared.error();
  const auto container = container_of(context, service);
  if (!container) return container.error();
  const model::Stack& stack = **context.stack();
  const auto mode = stack.modes.find(run::label_of(container->labels, run::label::k_mode));
  const model::Service wanted =
      mode == stack.modes.end() ? **declared : plan::in_mode(**declared, mode->second);
  auto environment = declared_environment(wanted);
  if (!environment) return environment;
  const std::string leads = run::label_of(container->labels, run::label::k_forward);
  take_own_port(*environment, plan::places_from_label(leads));
  return plan::for_host_process(std::move(*environment),
                                plan::hosts_of(stack, wanted, run::subnets_of(*container)));
}

}  // namespace caisson::cli
