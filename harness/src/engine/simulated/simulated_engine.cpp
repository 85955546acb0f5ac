#include "engine/simulated/simulated_engine.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "engine/simulated/call.hpp"

namespace caisson::engine::simulated {
namespace {

constexpr int k_terminated = 143;  ///< 128 + SIGTERM

std::string hex_id(std::uint64_t number) {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(number));
  return text.data();
}

}  // namespace

bool carries(const Labels& labels, const Labels& having) {
  return std::all_of(having.begin(), having.end(), [&](const auto& wanted) {
    const auto at = labels.find(wanted.first);
    return at != labels.end() && (wanted.second.empty() || at->second == wanted.second);
  });
}

SimulatedEngine::SimulatedEngine(VirtualClock& clock, std::uint64_t seed)
    : m_clock(clock), m_random(seed), m_info{"simulated", "1.0", "1.41", "memory", "tests"} {}

SimulatedEngine::~SimulatedEngine() = default;

Duration SimulatedEngine::drawn(Duration about) {
  if (latencies.spread <= 0) return about;
  std::uniform_real_distribution<double> more(1.0, 1.0 + latencies.spread);
  return Duration(static_cast<Duration::rep>(static_cast<double>(about.count()) * more(m_random)));
}

void SimulatedEngine::later(Duration after, std::function<void()> action) {
  const std::weak_ptr<bool> alive = m_alive;
  const auto guarded = [alive, action = std::move(action)] {
    if (!alive.expired()) action();
  };
  m_clock.schedule(m_clock.now() + after, guarded);
}

std::optional<Fault> SimulatedEngine::fault_for(const std::string& name,
                                                const std::string& subject) {
  for (Fault& fault : faults) {
    const bool meant = fault.subject.empty() || fault.subject == subject;
    if (fault.call != name || !meant || fault.times == 0) continue;
    if (fault.times > 0) --fault.times;
    return fault;
  }
  return std::nullopt;
}

Error SimulatedEngine::gone(const std::string& id) const {
  return Error{ErrorKind::not_found, "no such container: `" + id + "`"};
}

SimulatedEngine::Body* SimulatedEngine::find(const std::string& name_or_id) {
  const auto at = m_bodies.find(name_or_id);
  if (at != m_bodies.end()) return at->second.get();
  for (const auto& [id, body] : m_bodies) {
    if (body->seen.name == name_or_id) return body.get();
  }
  return nullptr;
}

const SimulatedEngine::Body* SimulatedEngine::find(const std::string& name_or_id) const {
  return const_cast<SimulatedEngine*>(this)->find(name_or_id);
}

std::string SimulatedEngine::name_of(const std::string& id) const {
  const Body* body = find(id);
  return body ? body->seen.name : id;
}

void SimulatedEngine::vanish() {
  m_vanished = true;
  const auto listeners = m_listeners;
  for (const auto& [number, listener] : listeners) {
    const auto tell = [this, number = number] {
      const auto at = m_listeners.find(number);
      if (at == m_listeners.end()) return;
      const auto lost = at->second.lost;
      lost(Error{ErrorKind::engine_unreachable, "the event stream broke"});
    };
    later(Duration{}, tell);
  }
}

Result<std::string> SimulatedEngine::make(const ContainerSpec& spec) {
  if (find(spec.name)) return Error{ErrorKind::conflict, "the name `" + spec.name + "` is in use"};
  for (const Attachment& attachment : spec.networks) {
    if (!m_networks.count(attachment.network))
      return Error{ErrorKind::not_found, "no such network: `" + attachment.network + "`"};
  }
  auto body = std::make_unique<Body>();
  body->spec = spec;
  body->seen.id = hex_id(++m_last);
  body->seen.name = spec.name;
  body->seen.image = spec.image;
  body->seen.labels = spec.labels;
  body->seen.networks = spec.networks;
  body->seen.ports = spec.ports;
  const auto service = spec.labels.find("dev.caisson.service");
  const auto script = scripts.find(service == spec.labels.end() ? spec.name : service->second);
  if (script != scripts.end()) body->script = script->second;
  for (const Mount& mount : spec.mounts) {
    if (mount.kind != Mount::Kind::volume) continue;
    const bool named = !mount.source.empty();
    const std::string name = named ? mount.source : "anonymous-" + hex_id(++m_last);
    m_volumes.try_emplace(name, Volume{name, named ? Labels{} : spec.labels});
    if (!named) body->own_volumes.push_back(name);
  }
  const std::string id = body->seen.id;
  m_bodies.emplace(id, std::move(body));
  return id;
}

/// Brings the container to life and plans what its script says will happen to it.
void SimulatedEngine::run(Body& body) {
  body.started = m_clock.now();
  body.seen.phase = Phase::running;
  body.seen.pid = 1;
  body.seen.exit_code.reset();
  body.seen.oom_killed = false;
  const std::string id = body.seen.id;
  const std::uint64_t life = ++body.life;
  const auto in_this_life = [this, id, life](const std::function<void(Body&)>& action) {
    Body* now = find(id);
    if (now && now->life == life) action(*now);
  };
  emit(body, Event::Kind::started);
  tell_lines(body);
  if (body.let_go) {
    later(Duration{},
          [in_this_life, this] { in_this_life([this](Body& now) { end(now, k_killed, false); }); });
  }
  if (body.script.exit) {
    const auto exit = *body.script.exit;
    const auto finish = [in_this_life, exit, this] {
      in_this_life([&](Body& now) { end(now, exit.code, exit.oom_killed); });
    };
    later(exit.after, finish);
  }
  if (!body.spec.image_healthcheck) return;
  body.seen.health = Health::starting;
  for (std::size_t i = 0; i < body.script.toggles.size(); ++i) {
    const Health health = i % 2 == 0 ? Health::healthy : Health::unhealthy;
    const auto change = [in_this_life, health, this] {
      in_this_life([&](Body& now) {
        now.seen.health = health;
        emit(now, Event::Kind::health);
      });
    };
    later(body.script.toggles[i], change);
  }
}

void SimulatedEngine::end(Body& body, int exit_code, bool oom_killed) {
  ++body.life;
  body.seen.phase = Phase::exited;
  body.seen.health = Health::none;
  body.seen.pid = 0;
  body.seen.exit_code = exit_code;
  body.seen.oom_killed = oom_killed;
  if (oom_killed) emit(body, Event::Kind::oom);
  emit(body, Event::Kind::died);
  if (!body.spec.leashed) return;
  body.seen.phase = Phase::removing;
  const auto vanish_at_last = [this, id = body.seen.id] {
    if (Body* const now = find(id)) erase(*now);
  };
  later(drawn(latencies.remove), vanish_at_last);
}

std::string SimulatedEngine::plant(ContainerSpec spec, bool running, std::optional<int> exit_code) {
  const Result<std::string> id = make(spec);
  if (!id) return {};
  Body& body = *find(*id);
  if (running) run(body);
  if (exit_code) {
    body.seen.phase = Phase::exited;
    body.seen.exit_code = exit_code;
  }
  return *id;
}

void SimulatedEngine::crash(const std::string& name, int exit_code, bool oom_killed) {
  Body* body = find(name);
  if (body && body->seen.phase == Phase::running) end(*body, exit_code, oom_killed);
}

std::size_t SimulatedEngine::count(const std::string& name) const {
  return static_cast<std::size_t>(std::count_if(
      m_calls.begin(), m_calls.end(), [&](const Call& call) { return call.name == name; }));
}

std::vector<Container> SimulatedEngine::containers() const {
  std::vector<Container> all;
  for (const auto& [id, body] : m_bodies)
    all.push_back(body->seen);
  return all;
}

std::optional<Container> SimulatedEngine::container(const std::string& name_or_id) const {
  const Body* body = find(name_or_id);
  return body ? std::optional(body->seen) : std::nullopt;
}

std::vector<Network> SimulatedEngine::networks() const {
  std::vector<Network> all;
  for (const auto& [name, network] : m_networks)
    all.push_back(network);
  return all;
}

void SimulatedEngine::create_network(NetworkSpec spec, Deadline deadline,
                                     Completion<Network> done) {
  const std::string name = spec.name;
  const auto obey = [this, spec = std::move(spec)]() -> Result<Network> {
    if (m_networks.count(spec.name))
      return Error{ErrorKind::conflict, "network `" + spec.name + "` exists"};
    const bool held = std::any_of(m_networks.begin(), m_networks.end(), [&](const auto& other) {
      return other.second.subnet == spec.subnet;
    });
    if (held || taken_subnets.count(spec.subnet))
      return Error{ErrorKind::conflict, "pool overlaps with another one: " + spec.subnet};
    const Network network{hex_id(++m_last), spec.name, spec.subnet, spec.labels};
    m_networks[spec.name] = network;
    return network;
  };
  call<Network>("create_network", name, latencies.create_network, deadline, obey, std::move(done));
}

void SimulatedEngine::list_networks(Labels having, Deadline deadline,
                                    Completion<std::vector<Network>> done) {
  const auto obey = [this, having = std::move(having)]() -> Result<std::vector<Network>> {
    std::vector<Network> found;
    for (const auto& [name, network] : m_networks) {
      if (carries(network.labels, having)) found.push_back(network);
    }
    return found;
  };
  call<std::vector<Network>>("list_networks", "", latencies.call, deadline, obey, std::move(done));
}

void SimulatedEngine::remove_network(std::string name, Deadline deadline, Completion<void> done) {
  const auto obey = [this, name]() -> Result<void> {
    for (const auto& [id, body] : m_bodies) {
      const auto& on = body->seen.networks;
      const bool attached = std::any_of(on.begin(), on.end(),
                                        [&](const Attachment& one) { return one.network == name; });
      if (attached && body->seen.phase == Phase::running)
        return Error{ErrorKind::conflict, "network `" + name + "` has active endpoints"};
    }
    m_networks.erase(name);
    return {};
  };
  call<void>("remove_network", name, latencies.remove_network, deadline, obey, std::move(done));
}

void SimulatedEngine::list_containers(Labels having, Deadline deadline,
                                      Completion<std::vector<Container>> done) {
  const auto obey = [this, having = std::move(having)]() -> Result<std::vector<Container>> {
    std::vector<Container> found;
    for (const auto& [id, body] : m_bodies) {
      if (!carries(body->seen.labels, having)) continue;
      found.push_back(body->seen);
      // Lists of a real engine have an exit code only of what has exited and stays.
      if (body->seen.phase == Phase::removing) found.back().exit_code.reset();
    }
    return found;
  };
  call<std::vector<Container>>("list_containers", "", latencies.call, deadline, obey,
                               std::move(done));
}

void SimulatedEngine::inspect_container(std::string id, Deadline deadline,
                                        Completion<Container> done) {
  const auto obey = [this, id]() -> Result<Container> {
    const Body* body = find(id);
    if (!body) return gone(id);
    return body->seen;
  };
  call<Container>("inspect_container", name_of(id), latencies.call, deadline, obey,
                  std::move(done));
}

void SimulatedEngine::create_container(ContainerSpec spec, Deadline deadline,
                                       Completion<std::string> done) {
  const std::string name = spec.name;
  const auto obey = [this, spec = std::move(spec)] { return make(spec); };
  call<std::string>("create_container", name, latencies.create, deadline, obey, std::move(done));
}

/// One of the running containers publishes the same host port already.
bool SimulatedEngine::port_is_held(const Body& wanting) const {
  for (const auto& [id, other] : m_bodies) {
    if (other->seen.phase != Phase::running || other.get() == &wanting) continue;
    for (const PublishedPort& port : wanting.seen.ports) {
      const auto& held = other->seen.ports;
      const auto same = [&](const PublishedPort& one) { return one.host == port.host; };
      if (std::any_of(held.begin(), held.end(), same)) return true;
    }
  }
  return false;
}

void SimulatedEngine::start_container(std::string id, Deadline deadline, Completion<void> done) {
  m_most_starting = std::max(m_most_starting, ++m_starting);
  // It is no longer being started when it runs, or when the call has failed.
  const auto counted = std::make_shared<bool>(true);
  const auto end_count = [this, counted] {
    if (std::exchange(*counted, false)) --m_starting;
  };
  const auto obey = [this, id, end_count]() -> Result<void> {
    end_count();
    Body* body = find(id);
    if (!body) return gone(id);
    if (port_is_held(*body)) return Error{ErrorKind::conflict, "port is already allocated"};
    if (body->seen.phase == Phase::removing) return gone(id);
    if (body->seen.phase != Phase::running) run(*body);
    return {};
  };
  const auto answered = [end_count, done = std::move(done)](Result<void> result) {
    end_count();
    done(std::move(result));
  };
  call<void>("start_container", name_of(id), latencies.start, deadline, obey, answered);
}

void SimulatedEngine::stop_container(std::string id, Duration grace, Deadline deadline,
                                     Completion<void> done) {
  const Body* body = find(id);
  const bool running = body && body->seen.phase == Phase::running;
  const auto within = running ? body->script.stops_within : Duration{};
  const bool obeys = within && *within <= grace;
  const Duration takes = latencies.call + (obeys ? *within : grace);
  const auto obey = [this, id, obeys]() -> Result<void> {
    Body* now = find(id);
    if (!now) return gone(id);
    if (now->seen.phase == Phase::running) end(*now, obeys ? k_terminated : k_killed, false);
    return {};
  };
  call<void>("stop_container", name_of(id), takes, deadline, obey, std::move(done));
}

void SimulatedEngine::kill_container(std::string id, std::string, Deadline deadline,
                                     Completion<void> done) {
  const auto obey = [this, id]() -> Result<void> {
    Body* body = find(id);
    if (!body) return gone(id);
    if (body->seen.phase == Phase::running) end(*body, k_killed, false);
    return {};
  };
  call<void>("kill_container", name_of(id), latencies.call, deadline, obey, std::move(done));
}

void SimulatedEngine::remove_container(std::string id, Deadline deadline, Completion<void> done) {
  const auto obey = [this, id]() -> Result<void> {
    Body* body = find(id);
    if (!body) return {};
    const bool alive = body->seen.phase == Phase::running || body->seen.phase == Phase::paused;
    if (alive) end(*body, k_killed, false);
    erase(*body);
    return {};
  };
  call<void>("remove_container", name_of(id), latencies.remove, deadline, obey, std::move(done));
}

}  // namespace caisson::engine::simulated
