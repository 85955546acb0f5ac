#include "plan/backend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "model/names.hpp"
#include "model/networks.hpp"
#include "model/ports.hpp"
#include "plan/identity.hpp"
#include "plan/relay.hpp"

namespace caisson::plan {
namespace {

/// `nobody`, by number: the relay's image has no list of users.
constexpr const char* k_nobody = "65534:65534";

/// Inside its container, or by the image's own command: there is neither.
bool is_asked_inside(const model::HealthCheck& check) {
  using Kind = model::HealthCheck::Kind;
  return check.kind == Kind::exec || check.kind == Kind::log || check.kind == Kind::engine;
}

void ask_over_tcp(model::Service& service) {
  if (!service.healthcheck || !is_asked_inside(*service.healthcheck)) return;
  const std::uint16_t port = model::main_port(service);
  if (port == 0) return service.healthcheck.reset();
  model::HealthCheck check;
  check.port = port;
  check.every = service.healthcheck->every;
  check.within = service.healthcheck->within;
  service.healthcheck = check;
}

/// What the container would run, in words for a shell on this machine.
std::string command_of(const model::Service& service) {
  std::vector<std::string> words = service.entrypoint;
  if (words.empty() && service.program) words.push_back(service.program->path);
  words.insert(words.end(), service.command.begin(), service.command.end());
  return words.empty() ? "<its command>" : join(words, " ");
}

std::string text_of(const Places& places, bool of_this_machine) {
  std::vector<std::string> parts;
  for (const auto& [port, place] : places)
    parts.push_back(of_this_machine ? std::to_string(place.port)
                                    : fmt::format("{}:{}", place.host, place.port));
  return join(parts, ", ");
}

/// What a start says of it; `service` is the declared one.
std::vector<std::string> remarks_on(const model::Service& service, const Backend& backend) {
  const std::string& name = service.name;
  if (backend.kind == model::Backend::mock)
    return {fmt::format("{} is its mock, {}", name, service.mock)};
  std::vector<std::string> remarks;
  if (backend.kind == model::Backend::process) {
    const std::string ports = text_of(backend.places, true);
    remarks.push_back(fmt::format("{} is a process of this machine{}{}: caisson env --for {} -- {}",
                                  name, ports.empty() ? "" : ", on ", ports, name,
                                  command_of(service)));
  } else {
    remarks.push_back(fmt::format("{} is at {}", name, text_of(backend.places, false)));
  }
  if (service.healthcheck && is_asked_inside(*service.healthcheck)) {
    const std::uint16_t port = model::main_port(service);
    remarks.push_back(
        fmt::format("{} is ready {}: its HEALTHCHECK {} can be asked in its container only", name,
                    port == 0 ? "at once" : fmt::format("when port {} accepts", port),
                    to_upper(model::to_string(service.healthcheck->kind))));
  }
  return remarks;
}

model::Service relayed(model::Service service, model::Backend backend) {
  ask_over_tcp(service);
  service.image = relay::k_image;
  service.entrypoint = {relay::k_program};
  service.command.clear();
  service.program.reset();
  service.debug.reset();
  service.liveness.reset();
  service.secrets.clear();
  service.volumes.clear();
  service.tmpfs.clear();
  service.capabilities.clear();
  service.template_by.clear();
  service.watch.clear();
  service.restart_with.clear();
  service.run_as = k_nobody;
  service.writable_root = false;
  service.memory_bytes = 0;
  service.cpus = 0;
  if (backend == model::Backend::external) {
    service.depends.clear();
    service.wants.clear();
  }
  return service;
}

std::vector<std::string> networks_of_both(const model::Service& service,
                                          const model::Service& mock) {
  std::vector<std::string> networks = model::networks_of(service);
  for (const std::string& network : model::networks_of(mock)) {
    if (std::find(networks.begin(), networks.end(), network) == networks.end())
      networks.push_back(network);
  }
  return networks;
}

model::Service mocked(const model::Service& service, const model::Service& mock) {
  model::Service double_of = mock;
  double_of.name = service.name;
  double_of.declared_at = service.declared_at;
  double_of.mock = service.mock;
  double_of.networks = networks_of_both(service, mock);
  double_of.aliases = service.aliases;
  double_of.ports = service.ports;
  double_of.publish = service.publish;
  double_of.prefer = service.prefer;
  double_of.routes = service.routes;
  double_of.edge = service.edge;
  double_of.metrics = service.metrics;
  double_of.profile = service.profile;
  double_of.phase = service.phase;
  double_of.replicas = service.replicas;
  double_of.template_by.clear();
  return double_of;
}

/// What listens on this machine has that port of it; everybody else comes by a chosen one.
void leave_to_process(model::Service& service, const Places& places) {
  const auto is_taken = [&places](const model::Publish& publish) {
    return std::any_of(places.begin(), places.end(), [&publish](const auto& one) {
      return one.second.host == "localhost" && one.second.port == publish.host;
    });
  };
  for (auto* published : {&service.publish, &service.prefer}) {
    for (const model::Publish& publish : *published) {
      const auto& ports = service.ports;
      const bool listed = std::find(ports.begin(), ports.end(), publish.container) != ports.end();
      if (is_taken(publish) && !listed) service.ports.push_back(publish.container);
    }
    std::erase_if(*published, is_taken);
  }
}

bool reads_port(std::string_view text, std::uint16_t& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc() && end == text.data() + text.size() && into != 0;
}

}  // namespace

model::Service as_backed(const model::Stack& stack, const model::Service& service,
                         model::Backend backend) {
  model::Service changed = service;
  if (backend == model::Backend::mock) {
    const auto mock = stack.services.find(service.mock);
    if (mock != stack.services.end()) changed = mocked(service, mock->second);
  } else if (backend != model::Backend::container) {
    changed = relayed(service, backend);
  }
  changed.backend = backend;
  return changed;
}

model::Stack with_backends(model::Stack stack, const Backends& backends,
                           const std::string& relay_recipe) {
  const model::Stack declared = stack;
  for (const auto& [name, backend] : backends) {
    model::Service& service = stack.services.at(name);
    service = as_backed(declared, service, backend.kind);
    service.remarks = remarks_on(declared.services.at(name), backend);
    service.labels[label::k_backend] = model::to_string(backend.kind);
    if (backend.places.empty()) continue;
    service.labels[label::k_forward] = to_label(backend.places);
    leave_to_process(service, backend.places);
  }
  model::Image image;
  image.name = relay::k_image;
  image.recipe = relay_recipe;
  if (!relay_recipe.empty()) stack.images[image.name] = image;
  return stack;
}

std::string to_label(const Places& places) {
  std::vector<std::string> parts;
  for (const auto& [port, place] : places)
    parts.push_back(fmt::format("{}={}:{}", port, place.host, place.port));
  return join(parts, ",");
}

Places places_from_label(const std::string& text) {
  Places places;
  for (const std::string& part : split(text, ',')) {
    const std::size_t equals = part.find('=');
    const std::size_t colon = part.rfind(':');
    if (equals == std::string::npos || colon == std::string::npos || colon < equals) continue;
    std::uint16_t port = 0;
    Place place{part.substr(equals + 1, colon - equals - 1), 0};
    const bool good = reads_port(std::string_view(part).substr(0, equals), port) &&
                      reads_port(std::string_view(part).substr(colon + 1), place.port);
    if (good) places[port] = place;
  }
  return places;
}

}  // namespace caisson::plan
