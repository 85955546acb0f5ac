#include <algorithm>
#include <utility>

#include "run/driver_impl.hpp"
#include "run/halt.hpp"
#include "run/labels.hpp"
#include "run/log_tail.hpp"
#include "run/patience.hpp"
#include "run/program_check.hpp"
#include "run/program_trial.hpp"

namespace caisson::run {
namespace {

namespace event = model::event;

constexpr Duration k_change_deadline = std::chrono::seconds(60);
/// A database that is killed recovers, but says so at length; who has no volume has nothing to
/// lose.
constexpr Duration k_stop_grace = std::chrono::seconds(10);
constexpr int k_tail_lines = 20;

/// `… port is already allocated`, `cannot expose privileged port 443 …`, `listen tcp4
/// 127.0.0.1:443: bind: permission denied`: what the engine says is its version's affair.
bool is_about_a_port(const Error& error) {
  return error.kind == ErrorKind::conflict || error.message.find("port") != std::string::npos ||
         error.message.find(": bind: ") != std::string::npos ||
         error.message.find("address already in use") != std::string::npos;
}

/// gdbserver is not in the image, says an engine of a service to be debugged.
bool lacks_debug_server(const model::Service& service, const Error& error) {
  return service.debugging && service.debug->kind == model::Debug::Kind::gdb &&
         !service.debug_server && error.message.find("gdbserver") != std::string::npos;
}

}  // namespace

const model::Service& Driver::Impl::service(const std::string& name) const {
  return m_plan.stack->services.at(name);
}

std::string Driver::Impl::fingerprint(const std::string& image) {
  const auto known = m_fingerprints.find(image);
  if (known != m_fingerprints.end()) return known->second;
  const auto declared = m_plan.stack->images.find(image);
  const bool can_tell = m_fingerprint && declared != m_plan.stack->images.end();
  return m_fingerprints[image] = can_tell ? m_fingerprint(declared->second) : image;
}

SpecInput Driver::Impl::spec_input() {
  SpecInput input;
  input.plan = &m_plan;
  input.site = &m_site;
  input.leashed = static_cast<bool>(m_hold);
  return input;
}

void Driver::Impl::call_failed(const std::string& name, const char* call, Error error) {
  if (error.kind == ErrorKind::engine_unreachable) {
    feed(event::EngineLost{std::move(error)});
  } else {
    feed(event::CallFailed{name, call, std::move(error)});
  }
}

void Driver::Impl::perform(const command::EnsureImage& command) {
  m_watch.begin();
  m_images_under_way.insert(command.image);
  image::Request request{command.image, {}, command.chain};
  const auto preferred = m_site.preferred_sources.find(command.image);
  if (preferred != m_site.preferred_sources.end()) request.prefer = preferred->second;
  const std::string name = command.image;
  const auto began = [this, name](bool build) { feed(event::ImageStarted{name, build}); };
  const auto line = [this, name](std::string text) {
    feed(event::ImageProgress{name, std::move(text)});
  };
  const auto done = [this, name](const Result<image::Provided>& provided) {
    m_images_under_way.erase(name);
    if (!provided) {
      const bool unavailable = provided.error().kind == ErrorKind::not_found;
      Error error = provided.error();
      if (unavailable) error.kind = ErrorKind::image;
      return feed(event::ImageFailed{name, std::move(error), unavailable});
    }
    m_image_facts[name] = {provided->id, provided->source};
    feed(event::ImageReady{name, provided->id, provided->source});
  };
  m_images.ensure(*m_plan.stack, request, image::Observer{guarded(began), guarded(line)},
                  guarded(done));
}

void Driver::Impl::perform(const command::EnsureNetworks&) {
  m_watch.begin();
  std::set<std::string> names;
  for (const plan::Step& step : m_plan.steps) {
    for (const std::string& network : plan::networks_of(*step.service))
      names.insert(network);
  }
  const auto done = [this](const Result<void>& result) {
    if (!result) return call_failed({}, "create networks", result.error());
    feed(event::NetworksReady{});
  };
  m_networks.ensure({names.begin(), names.end()}, guarded(done));
}

void Driver::Impl::perform(const command::RemoveNetworks&) {
  const auto done = [this](const Result<void>& result) {
    if (!result) return call_failed({}, "remove networks", result.error());
    feed(event::NetworksRemoved{});
  };
  m_networks.remove_made(guarded(done));
}

void Driver::Impl::perform(const command::Create& command) {
  const std::string name = command.service;
  make_container(name, [this, name](const Result<std::string>& id) {
    if (!id) return call_failed(name, "create", id.error());
    check_created(name, *id);
  });
}

/// What was tried before is not tried again.
void Driver::Impl::check_created(const std::string& name, const std::string& id) {
  std::vector<ProgramFit> programs = programs_to_try(m_plan, service(name), m_site);
  if (programs.empty() || m_tried.contains(name)) return created(name, id);
  const auto checked = [this, name, id](const Result<void>& fits) {
    if (!fits) return call_failed(name, "check", fits.error());
    created(name, id);
  };
  check_programs(m_engine, m_clock, id, std::move(programs), guarded(checked));
}

void Driver::Impl::perform(const command::TryPrograms& command) {
  const std::string name = command.service;
  const std::string& image = m_image_facts[service(name).image].id;
  const bool of_that_image = m_found_images[name] == image;
  const auto tried = [this, name](const Result<void>& fits) {
    if (fits) {
      m_tried.insert(name);
      return feed(event::ProgramsFit{name});
    }
    m_tails[name] = {};  // what runs has nothing to do with it
    call_failed(name, "check", fits.error());
  };
  try_programs(m_engine, m_clock, service(name),
               {&m_plan, &m_site, image, of_that_image ? m_containers[name] : std::string()},
               guarded(tried));
}

void Driver::Impl::created(const std::string& name, const std::string& id) {
  if (m_hold) return hold_created(name, id);
  feed(event::Created{name, id});
}

void Driver::Impl::make_container(const std::string& name, engine::Completion<std::string> then) {
  const model::Service& declared = service(name);
  auto ports = m_ports.claim(declared);
  if (!ports) return then(ports.error());
  SpecInput input = spec_input();
  const ImageFacts& image = m_image_facts[declared.image];
  input.subnets = m_networks.subnets();
  input.ports = std::move(*ports);
  input.image = image.id;
  input.image_source = image.source;
  input.fingerprint = fingerprint(declared.image);
  const auto done = [this, name, then = std::move(then)](const Result<std::string>& id) {
    if (id) {
      m_containers[name] = *id;
      m_watch.follow(name, *id);
    }
    then(id);
  };
  m_engine.create_container(container_spec(declared, input), in(k_change_deadline), guarded(done));
}

/// A container that nobody holds is not created: it would outlive everybody.
void Driver::Impl::hold_created(const std::string& name, const std::string& id) {
  const auto held = [this, name, id](const Result<void>& result) {
    if (result) return feed(event::Created{name, id});
    Error error = result.error();
    // A conflict at its creation would mean that there is no container of ours to remove.
    if (error.kind == ErrorKind::conflict) error.kind = ErrorKind::service_failed;
    call_failed(name, "hold", std::move(error));
  };
  m_hold(name, id, guarded(held));
}

void Driver::Impl::perform(const command::Start& command) {
  const std::string name = command.service;
  m_being_started.insert(name);
  const auto done = [this, name](const Result<void>& result) {
    if (result) return started(name);
    // Only the answer was lost when its event has come.
    const bool open = m_being_started.erase(name) > 0;
    if (!open && result.error().kind != ErrorKind::engine_unreachable) return;
    const bool about_port = is_about_a_port(result.error()) && !m_hold;
    if (about_port && m_ports.give_up(service(name), result.error().message))
      return start_on_other_ports(name);
    call_failed(name, "start", explain_start(service(name), result.error()));
  };
  m_engine.start_container(m_containers[name], in(k_change_deadline), guarded(done));
}

/// A port was not to be had after all: taken since it was claimed, or not permitted.
void Driver::Impl::start_on_other_ports(const std::string& name) {
  const auto made = [this, name](const Result<std::string>& id) {
    if (!id) return call_failed(name, "start", id.error());
    feed(event::Created{name, *id});
    perform(command::Start{name});
  };
  const auto removed = [this, name, made](const Result<void>& result) {
    if (!result) return call_failed(name, "start", result.error());
    make_container(name, made);
  };
  m_watch.forget(name);
  m_engine.remove_container(m_containers[name], in(k_change_deadline), guarded(removed));
}

/// Told by the answer of the call or by the engine's event, whichever comes first.
void Driver::Impl::started(const std::string& name) {
  if (m_being_started.erase(name) > 0) feed(event::Started{name});
}

/// The engine knows that a port is taken, but not by whom.
Error Driver::Impl::explain_start(const model::Service& declared, Error error) {
  if (lacks_debug_server(declared, error)) {
    return {ErrorKind::service_failed,
            "`gdbserver` is neither on this machine nor in the image `" + declared.image + "`",
            {},
            "install it here (Debian, Ubuntu: `apt-get install gdbserver`), or in the recipe of "
            "the image"};
  }
  if (!is_about_a_port(error)) return error;
  const auto ports = m_ports.claim(declared);
  return ports ? error : ports.error();
}

void Driver::Impl::perform(const command::Probe& command) {
  const std::string name = command.service;
  const model::Service& declared = service(name);
  ProbeCallbacks callbacks;
  callbacks.ready = guarded([this, name] {
    retire_prober(name);
    feed(event::Ready{name});
  });
  callbacks.not_ready = guarded([this, name](std::string reason) {
    m_watch.begin();
    std::string& last = m_last_reasons[name];
    if (last == reason) return;
    last = reason;
    feed(event::NotReady{name, std::move(reason)});
  });
  const model::HealthCheck* check = declared.healthcheck ? &*declared.healthcheck : nullptr;
  m_probers[name] = make_prober(m_engine, m_clock, check, m_site.services[name].environment,
                                m_containers[name], std::move(callbacks));
}

void Driver::Impl::perform(const command::AskWhetherHalted& command) {
  std::vector<Debuggee> debuggees;
  for (const std::string& name : command.debugged)
    debuggees.push_back({m_containers[name], *service(name).debug});
  const auto answered = [this, name = command.service](bool halted) {
    feed(event::Halted{name, halted});
  };
  ask_whether_halted(m_engine, m_clock, std::move(debuggees), guarded(answered));
}

void Driver::Impl::perform(const command::StopProbe& command) {
  retire_prober(command.service);
}

/// A prober may be the one that is speaking, so it goes a moment later.
void Driver::Impl::retire_prober(const std::string& name) {
  const auto at = m_probers.find(name);
  if (at == m_probers.end()) return;
  const std::shared_ptr<Prober> retired = std::move(at->second);
  m_probers.erase(at);
  m_clock.schedule(m_clock.now(), [retired] {});
}

void Driver::Impl::perform(const command::Stop& command) {
  const std::string name = command.service;
  const auto done = [this, name](const Result<void>& result) {
    if (!result) call_failed(name, "stop", result.error());
  };
  m_engine.stop_container(m_containers[name], k_stop_grace, in(k_change_deadline), guarded(done));
}

void Driver::Impl::perform(const command::Remove& command) {
  const std::string name = command.service;
  m_watch.forget(name);
  m_being_started.erase(name);
  const auto known = m_containers.find(name);
  if (known != m_containers.end()) {
    const auto remove = [this, name, id = known->second] { remove_containers(name, {id}); };
    return save_last_words(name, remove);
  }
  // The answer to its creation was lost. What there is of it carries our labels.
  const auto listed = [this, name](const Result<std::vector<engine::Container>>& containers) {
    if (!containers) return call_failed(name, "remove", containers.error());
    std::vector<std::string> ids;
    for (const engine::Container& container : *containers)
      ids.push_back(container.id);
    remove_containers(name, std::move(ids));
  };
  m_engine.list_containers({{label::k_instance, m_site.instance}, {label::k_service, name}},
                           in(k_change_deadline), guarded(listed));
}

/// The log of a failed service goes with its container.
void Driver::Impl::save_last_words(const std::string& name, std::function<void()> then) {
  const auto& failures = m_machine->failures();
  const bool failed = std::any_of(failures.begin(), failures.end(),
                                  [&](const Failure& failure) { return failure.service == name; });
  if (!failed || m_tails.count(name)) return then();
  const auto keep = [this, name, then](std::vector<std::string> lines) {
    m_tails[name] = std::move(lines);
    then();
  };
  last_lines_of(m_containers[name], guarded(keep));
}

/// From its holder where there is one: the log of a leashed container may be gone already.
void Driver::Impl::last_lines_of(const std::string& container,
                                 std::function<void(std::vector<std::string>)> done) {
  std::vector<std::string> lines;
  if (m_last_lines) lines = m_last_lines(container, k_tail_lines);
  if (lines.empty()) return fetch_log_tail(m_engine, m_clock, container, k_tail_lines, done);
  done(std::move(lines));
}

void Driver::Impl::remove_containers(const std::string& name, std::vector<std::string> ids) {
  m_removals[name] = Removal{ids.size() + 1, {}};
  for (const std::string& id : ids) {
    if (service(name).volumes.empty()) {
      remove_container(name, id, 1);
      continue;
    }
    const auto stopped = [this, name, id](const Result<void>&) { remove_container(name, id, 1); };
    m_engine.stop_container(id, k_stop_grace, in(k_change_deadline), guarded(stopped));
  }
  removed_one(name, {});
}

void Driver::Impl::remove_container(const std::string& name, const std::string& id, int attempt) {
  const auto done = [this, name, id, attempt](const Result<void>& result) {
    const bool final = result || attempt >= k_removal_attempts ||
                       result.error().kind == ErrorKind::engine_unreachable;
    if (final) return removed_one(name, result);
    const auto again = [this, name, id, attempt] { remove_container(name, id, attempt + 1); };
    m_clock.schedule(in(k_retry_after), guarded(again));
  };
  m_engine.remove_container(id, in(k_change_deadline), guarded(done));
}

void Driver::Impl::removed_one(const std::string& name, Result<void> result) {
  Removal& removal = m_removals[name];
  if (!result) removal.result = std::move(result);
  if (--removal.pending > 0) return;
  const Result<void> all = std::move(removal.result);
  m_removals.erase(name);
  if (!all) return call_failed(name, "remove", all.error());
  m_containers.erase(name);
  feed(event::Removed{name});
}

void Driver::Impl::perform(const command::WakeAt& command) {
  if (m_wake) m_clock.cancel(*m_wake);
  const auto fire = [this] {
    m_wake.reset();
    feed(event::TimerFired{});
  };
  m_wake = m_clock.schedule(command.at, guarded(fire));
}

}  // namespace caisson::run
