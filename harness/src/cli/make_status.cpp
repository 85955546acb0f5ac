#include <fmt/format.h>

#include <algorithm>

#include "base/paths.hpp"
#include "cli/ready_times.hpp"
#include "cli/survey.hpp"
#include "lease/place.hpp"
#include "lease/record.hpp"
#include "model/names.hpp"
#include "run/labels.hpp"

namespace caisson::cli {
namespace {

std::string label_of(const engine::Container& container, const char* name) {
  const auto found = container.labels.find(name);
  return found == container.labels.end() ? std::string() : found->second;
}

/// How a client on this machine would write the service's address, for the protocols we know.
std::optional<std::string> url_of(const model::Service& service, std::uint16_t container,
                                  std::uint16_t host) {
  using Kind = model::HealthCheck::Kind;
  const auto routed = [container](const model::Route& route) { return route.port == container; };
  const bool is_web = std::any_of(service.routes.begin(), service.routes.end(), routed);
  const auto& check = service.healthcheck;
  const bool checked = check && check->port == container;
  if (is_web || (checked && check->kind == Kind::http)) {
    return fmt::format("http://127.0.0.1:{}", host);
  }
  if (checked && check->kind == Kind::postgres) {
    return fmt::format("postgresql://{}@127.0.0.1:{}/{}", check->login, host, check->database);
  }
  if (checked && check->kind == Kind::redis) return fmt::format("redis://127.0.0.1:{}", host);
  return std::nullopt;
}

void add_container(report::ServiceStatus& status, const model::Service& service, const Seen& seen,
                   const ReadyTimes& times) {
  const engine::Container& container = seen.container;
  status.container = container.name;
  status.image_source = model::image_source_from(label_of(container, run::label::k_image_source));
  status.started_at = container.started_at;
  if (container.phase == engine::Phase::exited) status.exit_code = container.exit_code;
  add_ports(status, service, container.ports);
  const auto time = times.find(service.name);
  const bool was_ready = time != times.end() && time->second.container == container.id;
  if (was_ready) status.ready_ms = time->second.milliseconds;
  if (status.state == model::ServiceState::starting && was_ready) {
    status.state = model::ServiceState::unhealthy;
  }
  if (status.state != model::ServiceState::healthy) status.note = seen.reason;
}

}  // namespace

void add_ports(report::ServiceStatus& status, const model::Service& service,
               const std::vector<engine::PublishedPort>& ports) {
  for (const auto& port : ports) {
    status.ports.push_back({port.container, port.host});
    if (auto url = url_of(service, port.container, port.host)) status.urls.push_back(*url);
  }
}

Result<report::Status> make_status(Context& context) {
  const auto stack = context.stack();
  if (!stack) return stack.error();
  const auto instance = context.instance();
  if (!instance) return instance.error();
  const auto seen = survey(context, *instance);
  if (!seen) return seen.error();
  const auto state = state_directory(*instance);
  if (!state) return state.error();
  const ReadyTimes times = ReadyTimesFile(*state).read();
  const auto place = lease::place_of(*instance);
  if (!place) return place.error();
  const auto kept = lease::read_record(place->record);

  report::Status status;
  status.stack = (*stack)->name;
  status.instance = *instance;
  const auto& info = (*context.engine())->info();
  status.engine_kind = info.kind;
  status.engine_version = info.version;
  for (const auto& [name, service] : (*stack)->services) {
    const Seen& now = seen->at(name);
    report::ServiceStatus line;
    line.name = name;
    line.state = now.state;
    const auto image = (*stack)->images.find(service.image);
    const bool named = image != (*stack)->images.end() && !image->second.reference.empty();
    line.image = named ? image->second.reference : service.image;
    if (!now.container.id.empty()) {
      add_container(line, service, now, times);
      status.mode = label_of(now.container, run::label::k_mode);
    }
    for (const auto& ward : kept) {
      if (ward.service != name) continue;
      line.restarts = ward.restarts;
      if (!ward.failed.empty()) line.note = ward.failed;
    }
    status.services.push_back(std::move(line));
  }
  return status;
}

}  // namespace caisson::cli
