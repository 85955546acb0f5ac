#include "lease/leases.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <utility>

#include "base/text.hpp"

namespace caisson::lease {
namespace {

constexpr const char* k_whole_stack = "STACK";

bool wants_whole_stack(const request::Lease& wanted) {
  return std::find(wanted.isolate.begin(), wanted.isolate.end(), k_whole_stack) !=
         wanted.isolate.end();
}

std::vector<std::string> own_databases(const request::Lease& wanted) {
  return wants_whole_stack(wanted) ? std::vector<std::string>() : wanted.isolate;
}

}  // namespace

Grant grant_of(std::uint64_t lease, const Leases::Tenant& tenant) {
  Grant grant;
  grant.lease = lease;
  grant.environment = tenant.environment->name();
  for (const std::string& service : tenant.services) {
    const auto own = tenant.own.find(service);
    grant.services[service] =
        own == tenant.own.end() ? tenant.environment->facts(service) : own->second;
  }
  grant.variables = variables_of(grant.services);
  return grant;
}

Leases::Leases(Loop& loop, engine::Engine& engine, std::string instance, Duration grace,
               Callbacks callbacks)
    : m_loop(loop),
      m_engine(engine),
      m_instance(std::move(instance)),
      m_grace(grace),
      m_callbacks(std::move(callbacks)) {}

Leases::~Leases() = default;

/// Never used twice, so that nothing meets what a dead predecessor's containers are still called.
std::string Leases::new_name() const {
  std::random_device random;
  return fmt::format("{}.t{:06x}", m_instance, random() & 0xffffffU);
}

Leases::Stamp Leases::stamp_of(const std::string& manifest) {
  struct stat status {};
  if (::stat(manifest.c_str(), &status) != 0) return {};
  return {status.st_ino, status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec};
}

Result<Leases::House*> Leases::house_for(const request::Lease& wanted) {
  const bool own = wants_whole_stack(wanted);
  const Stamp stamp = stamp_of(wanted.manifest);
  const auto fits = [&](const House& house) {
    return house.shared && !house.ending && house.manifest == wanted.manifest &&
           house.stamp == stamp;
  };
  const auto found = own ? m_houses.end() : std::find_if(m_houses.begin(), m_houses.end(), fits);
  if (found != m_houses.end()) return &*found;
  const auto stack = m_callbacks.read(wanted.manifest);
  if (!stack) return stack.error();
  House house;
  house.environment = std::make_unique<Environment>(
      m_engine, m_loop.clock(), new_name(), wanted.manifest, *stack, m_callbacks.environment);
  house.databases = std::make_unique<Databases>(m_engine, m_loop.clock(), *house.environment);
  house.manifest = wanted.manifest;
  house.stamp = stamp;
  house.shared = !own;
  m_houses.push_back(std::move(house));
  watch_tree(m_houses.back());
  return &m_houses.back();
}

void Leases::lease(ConnectionId connection, const request::Lease& wanted, Descriptor process,
                   Reply reply) {
  if (house_of(connection) != nullptr)
    return reply(encode(Error{ErrorKind::usage, "this connection has a lease already"}));
  const auto keep = parse_duration(wanted.keep.empty() ? "0s" : wanted.keep);
  if (!keep)
    return reply(encode(Error{ErrorKind::usage, "`" + wanted.keep + "` is no duration",
                              "CAISSON_KEEP_ON_FAILURE", "Give it as `90s` or `10m`."}));
  const auto house = house_for(wanted);
  if (!house) return reply(encode(house.error()));
  House& home = **house;
  if (home.grace) m_loop.clock().cancel(*std::exchange(home.grace, {}));
  const int pid = process ? add_process(home, std::move(process)) : 0;
  if (wanted.warm) {
    auto ready = while_alive([this, environment = home.environment.get()](const Result<void>&) {
      if (House* one = house_with(environment)) let_go(*one, true);
    });
    home.environment->need(wanted.services, std::move(ready));
    return reply(encode(lease::Reply{}));
  }
  home.tenants[connection] = Tenant{.environment = home.environment.get(),
                                    .services = wanted.services,
                                    .isolate = own_databases(wanted),
                                    .name = wanted.name,
                                    .own = {},
                                    .keep = *keep,
                                    .process = pid};
  auto ready = while_alive([this, connection, reply](const Result<void>& result) {
    granted(connection, result, reply);
  });
  home.environment->need(wanted.services, std::move(ready));
}

void Leases::granted(ConnectionId connection, const Result<void>& ready, const Reply& reply) {
  House* house = house_of(connection);
  if (house == nullptr) return;
  if (ready) {
    return furnish(connection, [this, connection, reply](const Result<Grant>& grant) {
      if (grant) return reply(encode(*grant));
      evict(connection);
      reply(encode(grant.error()));
    });
  }
  evict(connection);
  reply(encode(ready.error()));
}

/// It cannot have what it wants; whatever else is there stays warm for others.
void Leases::evict(ConnectionId connection) {
  House* house = house_of(connection);
  if (house == nullptr) return;
  house->tenants.erase(connection);
  let_go(*house, true);
}

void Leases::furnish(ConnectionId connection, engine::Completion<Grant> done) {
  House* house = house_of(connection);
  Tenant& tenant = house->tenants.at(connection);
  const bool complete = tenant.own.size() == tenant.isolate.size();
  if (tenant.is_fresh && complete) {
    tenant.since = tenant.environment->diary().now();
    return done(grant_of(connection, tenant));
  }
  clear_out(connection);
  auto taken = while_alive([this, connection, environment = house->environment.get(),
                            done](Result<Databases::Given> given) {
    House* home = house_with(environment);
    if (home == nullptr) return;
    const auto still = home->tenants.find(connection);
    if (still == home->tenants.end()) {
      if (given) home->databases->give_back(*given);
      return;
    }
    if (!given) return done(given.error());
    still->second.own = std::move(*given);
    still->second.is_fresh = true;
    still->second.since = environment->diary().now();
    done(grant_of(connection, still->second));
  });
  house->databases->take(tenant.isolate, std::move(taken));
}

void Leases::clear_out(ConnectionId connection) {
  House* house = house_of(connection);
  if (house == nullptr) return;
  Tenant& tenant = house->tenants.at(connection);
  house->databases->give_back(std::exchange(tenant.own, {}));
  tenant.is_fresh = false;
}

Leases::House* Leases::house_with(const Environment* environment) {
  for (House& house : m_houses) {
    if (house.environment.get() == environment) return &house;
  }
  return nullptr;
}

Leases::House* Leases::house_of(ConnectionId connection) {
  for (House& house : m_houses) {
    if (house.tenants.count(connection) != 0) return &house;
  }
  return nullptr;
}

Leases::Tenant* Leases::tenant(ConnectionId connection) {
  House* house = house_of(connection);
  return house == nullptr ? nullptr : &house->tenants.at(connection);
}

int Leases::add_process(House& house, Descriptor process) {
  const int pid = pid_of(process);
  if (pid <= 0 || house.processes.count(pid) != 0) return pid;
  auto ended = while_alive(
      [this, pid, environment = house.environment.get()] { process_ended(environment, pid); });
  house.processes[pid] = std::make_unique<ProcessEnd>(m_loop, std::move(process), std::move(ended));
  return pid;
}

void Leases::process_ended(const Environment* environment, int pid) {
  House* house = house_with(environment);
  if (house == nullptr || house->processes.count(pid) == 0) return;
  // The watch is the one that is speaking.
  const std::shared_ptr<ProcessEnd> watch = std::move(house->processes.at(pid));
  house->processes.erase(pid);
  m_loop.post([watch] {});
  std::vector<ConnectionId> orphans;
  for (const auto& [connection, tenant] : house->tenants) {
    if (tenant.process == pid) orphans.push_back(connection);
  }
  for (const ConnectionId orphan : orphans) {
    clear_out(orphan);
    house->tenants.erase(orphan);
  }
  let_go(*house, false);
}

void Leases::settle(const Descriptor& process) {
  const int pid = pid_of(process);
  for (House& house : m_houses) {
    if (house.processes.erase(pid) > 0) let_go(house, true);
  }
}

void Leases::release(ConnectionId connection) {
  clear_out(connection);
  evict(connection);
}

void Leases::closed(ConnectionId connection) {
  clear_out(connection);
  House* house = house_of(connection);
  if (house == nullptr) return;
  house->tenants.erase(connection);
  let_go(*house, false);
}

bool Leases::keep(ConnectionId connection) {
  House* house = house_of(connection);
  if (house == nullptr) return false;
  Tenant& tenant = house->tenants.at(connection);
  if (tenant.keep == Duration{}) return false;
  house->kept_until = std::max(house->kept_until, m_loop.clock().now() + tenant.keep);
  tenant.own.clear();
  tenant.is_fresh = false;
  return true;
}

/// A build tree that is removed takes its environments with it, whoever holds them.
void Leases::watch_tree(House& house) {
  auto vanished = while_alive([this, environment = house.environment.get()] {
    if (House* one = house_with(environment)) end_house(*one);
  });
  const auto folder = std::filesystem::path(house.manifest).parent_path().string();
  auto watch = Vanishing::watch(m_loop, folder, std::move(vanished));
  if (watch) house.vanishing = std::move(*watch);
  if (!watch) m_callbacks.environment.say(to_string(watch.error()));
}

/// One of its holders is gone.
void Leases::let_go(House& house, bool orderly) {
  if (house.ending || !house.tenants.empty() || !house.processes.empty()) return;
  if (house.grace) m_loop.clock().cancel(*std::exchange(house.grace, {}));
  const Instant now = m_loop.clock().now();
  const bool stays_warm = orderly && house.shared && !house.environment->is_empty();
  const Instant until = std::max(stays_warm ? now + m_grace : now, house.kept_until);
  if (until <= now) return end_house(house);
  auto over = while_alive([this, environment = house.environment.get()] {
    House* one = house_with(environment);
    if (one == nullptr) return;
    one->grace.reset();
    end_house(*one);
  });
  house.grace = m_loop.clock().schedule(until, std::move(over));
}

void Leases::end_house(House& house) {
  if (std::exchange(house.ending, true)) return;
  if (house.grace) m_loop.clock().cancel(*std::exchange(house.grace, {}));
  auto ended = while_alive([this, environment = house.environment.get()] {
    const auto at = std::find_if(m_houses.begin(), m_houses.end(), [&](const House& one) {
      return one.environment.get() == environment;
    });
    if (at == m_houses.end()) return;
    // The environment is the one that is speaking.
    const std::shared_ptr<Environment> gone = std::move(at->environment);
    m_houses.erase(at);
    m_loop.post([gone] {});
    if (!m_houses.empty()) return;
    if (m_all_ended) return m_all_ended();
    m_callbacks.idle();
  });
  house.environment->end(std::move(ended));
}

void Leases::end(std::function<void()> done) {
  if (m_houses.empty()) return done();
  m_all_ended = std::move(done);
  for (House& house : m_houses)
    end_house(house);
}

}  // namespace caisson::lease
