#include "base/paths.hpp"
#include "cli/absences.hpp"
#include "cli/ready_times.hpp"
#include "cli/survey.hpp"
#include "cli/urls.hpp"
#include "lease/place.hpp"
#include "lease/record.hpp"
#include "model/edge.hpp"
#include "model/names.hpp"
#include "plan/backend.hpp"
#include "run/labels.hpp"
#include "run/observe.hpp"

namespace caisson::cli {
namespace {

void add_container(report::ServiceStatus& status, const model::Service& service, const Seen& seen,
                   const ReadyTimes& times) {
  const engine::Container& container = seen.container;
  status.container = container.name;
  status.image_source =
      model::image_source_from(run::label_of(container.labels, run::label::k_image_source));
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

void add_backend(report::ServiceStatus& status, const model::Service& service,
                 const engine::Container& container) {
  if (service.backend == model::Backend::container) return;
  status.backend = model::to_string(service.backend);
  const std::string leads = run::label_of(container.labels, run::label::k_forward);
  for (const auto& [port, place] : plan::places_from_label(leads))
    status.leads_to.push_back(place.host + ":" + std::to_string(place.port));
}

}  // namespace

void add_ports(report::ServiceStatus& status, const model::Service& service,
               const std::vector<engine::PublishedPort>& ports) {
  for (const auto& port : ports)
    status.ports.push_back({port.container, port.host});
  const auto urls = direct_urls(service, ports);
  status.urls.insert(status.urls.end(), urls.begin(), urls.end());
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
  const auto missing = AbsencesFile(*state).read();
  const auto place = lease::place_of(*instance);
  if (!place) return place.error();
  const auto kept = lease::read_record(place->record);

  report::Status status;
  status.stack = (*stack)->name;
  status.instance = *instance;
  const auto& info = (*context.engine())->info();
  status.engine_kind = info.kind;
  status.engine_version = info.version;
  const model::Service* edge = model::find_edge(**stack, [&](const std::string& name) {
    return seen->at(name).container.phase == engine::Phase::running;
  });
  for (const auto& [name, declared] : (*stack)->services) {
    const Seen& now = seen->at(name);
    const model::Service service = run::as_found(**stack, declared, now.container);
    report::ServiceStatus line;
    line.name = name;
    line.state = now.state;
    const auto image = (*stack)->images.find(service.image);
    const bool named = image != (*stack)->images.end() && !image->second.reference.empty();
    line.image = named ? image->second.reference : service.image;
    if (!now.container.id.empty()) {
      add_backend(line, service, now.container);
      if (edge != nullptr)
        line.urls = routed_urls(**stack, service, edge, seen->at(edge->name).container.ports);
      add_container(line, service, now, times);
      status.mode = run::label_of(now.container.labels, run::label::k_mode);
    }
    const auto why = missing.find(name);
    if (why != missing.end() && now.container.phase != engine::Phase::running) {
      if (why->second.unavailable) line.state = model::ServiceState::unavailable;
      line.note = why->second.reason;
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
