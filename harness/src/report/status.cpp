#include "report/status.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "base/text.hpp"
#include "model/names.hpp"
#include "report/failure.hpp"
#include "report/json.hpp"
#include "report/text.hpp"

namespace caisson::report {
namespace {

Tone tone_of(model::ServiceState state) {
  switch (state) {
    case model::ServiceState::healthy:
    case model::ServiceState::completed:
      return Tone::good;
    case model::ServiceState::unhealthy:
    case model::ServiceState::exited:
    case model::ServiceState::unavailable:
      return Tone::bad;
    case model::ServiceState::created:
    case model::ServiceState::starting:
      return Tone::warn;
    case model::ServiceState::absent:
      break;
  }
  return Tone::dim;
}

/// The address to show for a service: its URLs, else where its ports are reachable.
std::string where(const ServiceStatus& service) {
  if (!service.urls.empty()) return join(service.urls, " ");
  std::vector<std::string> places;
  for (const auto& port : service.ports) {
    if (port.host != 0) places.push_back(fmt::format("127.0.0.1:{}→{}", port.host, port.container));
  }
  return join(places, " ");
}

/// "process at localhost:3001"
std::string backend_text(const ServiceStatus& service) {
  if (service.leads_to.empty()) return service.backend;
  return fmt::format("{} at {}", service.backend, join(service.leads_to, ", "));
}

std::string remark(const ServiceStatus& service) {
  std::vector<std::string> parts;
  if (!service.backend.empty()) parts.push_back(printable(backend_text(service)));
  const bool ended = service.state == model::ServiceState::exited;
  if (ended && service.exit_code) parts.push_back(exit_text(*service.exit_code, false));
  if (service.restarts > 0) parts.push_back(fmt::format("restarts: {}", service.restarts));
  if (service.ready_ms) {
    const auto time = std::chrono::duration<double, std::milli>(*service.ready_ms);
    parts.push_back("ready in " + format_duration(std::chrono::duration_cast<Duration>(time)));
  }
  if (!service.note.empty()) parts.push_back(printable(service.note));
  return join(parts, ", ");
}

std::string image_of(const ServiceStatus& service) {
  if (!service.image_source) return service.image;
  return fmt::format("{} ({})", service.image, model::to_string(*service.image_source));
}

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json to_json(const ServiceStatus& service) {
  Json ports = Json::array();
  for (const auto& port : service.ports) {
    ports.push_back(Json{{"container", port.container}, {"host", port.host}});
  }
  Json source = nullptr;
  if (service.image_source) source = model::to_string(*service.image_source);
  Json object{{"name", service.name},
              {"state", model::to_string(service.state)},
              {"container", service.container},
              {"image", service.image},
              {"image_source", source},
              {"ports", ports},
              {"urls", service.urls},
              {"started_at", service.started_at},
              {"ready_ms", or_null(service.ready_ms)},
              {"restarts", service.restarts},
              {"exit_code", or_null(service.exit_code)}};
  if (!service.note.empty()) object["note"] = service.note;
  if (!service.backend.empty()) {
    object["backend"] = service.backend;
    object["leads_to"] = service.leads_to;
  }
  return object;
}

}  // namespace

std::string status_text(const Status& status, std::size_t width, bool colour) {
  std::string text = fmt::format("{} (instance {}{}{}) on {} {}\n", status.stack, status.instance,
                                 status.mode.empty() ? "" : ", mode ", status.mode,
                                 status.engine_kind, status.engine_version);
  std::size_t names = 7;
  std::size_t images = 5;
  std::size_t places = 5;
  for (const auto& service : status.services) {
    names = std::max(names, columns(service.name));
    images = std::max(images, columns(image_of(service)));
    places = std::max(places, columns(where(service)));
  }
  const auto row = [&](std::string_view name, std::string_view state, Tone tone,
                       std::string_view image, std::string_view place, std::string_view rest) {
    const std::size_t used = names + 2 + 9 + 2;
    std::string tail = fmt::format("{}  {}  {}", pad(image, images), pad(place, places), rest);
    tail.erase(tail.find_last_not_of(' ') + 1);
    if (width > used) tail = fit(tail, width - used);
    std::string line =
        fmt::format("{}  {}  {}", pad(name, names), paint(pad(state, 9), tone, colour), tail);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  };
  row("SERVICE", "STATE", Tone::plain, "IMAGE", "WHERE", "");
  for (const auto& service : status.services) {
    row(service.name, model::to_string(service.state), tone_of(service.state), image_of(service),
        where(service), remark(service));
  }
  return text;
}

std::string status_json(const Status& status) {
  Json services = Json::array();
  for (const auto& service : status.services)
    services.push_back(to_json(service));
  const Json object{{"schema", 1},
                    {"stack", status.stack},
                    {"instance", status.instance},
                    {"mode", status.mode},
                    {"engine", {{"kind", status.engine_kind}, {"version", status.engine_version}}},
                    {"services", services}};
  return dump_json(object, 2) + "\n";
}

std::string urls_text(const Status& status, bool colour) {
  std::size_t names = 0;
  for (const auto& service : status.services) {
    if (!where(service).empty()) names = std::max(names, columns(service.name));
  }
  std::string text;
  for (const auto& service : status.services) {
    const std::string place = where(service);
    if (place.empty()) continue;
    text += fmt::format(
        "  {}  {}{}\n", pad(service.name, names), paint(place, Tone::strong, colour),
        service.backend.empty() ? "" : fmt::format("  ({})", printable(backend_text(service))));
  }
  return text;
}

}  // namespace caisson::report
