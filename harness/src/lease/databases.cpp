#include "lease/databases.hpp"

#include <utility>

#include "base/text.hpp"
#include "clone/database_names.hpp"
#include "plan/ephemeral.hpp"
#include "probe/conversation.hpp"

namespace caisson::lease {
namespace {

using Kind = model::HealthCheck::Kind;

bool has_kind(const model::Service& service, Kind kind) {
  return service.healthcheck && service.healthcheck->kind == kind;
}

Error not_isolable(const model::Stack& stack, const std::string& service) {
  std::vector<std::string> can;
  for (const auto& [name, one] : stack.services) {
    if (has_kind(one, Kind::postgres) || has_kind(one, Kind::redis)) can.push_back(name);
  }
  return {ErrorKind::usage, "`" + service + "` has no database to isolate", "",
          can.empty() ? "Isolate the whole STACK." : "These have: " + join(can, ", ")};
}

/// A redis-server like the service's own: its command's arguments without the program, and the
/// password, which an image may have taken from its environment.
clone::RedisServer server_like(const model::Service& service, const std::string& container,
                               const std::string& password) {
  clone::RedisServer server{service.name, container, service.command, password};
  auto& arguments = server.arguments;
  if (!arguments.empty() && arguments.front().find("redis-server") != std::string::npos)
    arguments.erase(arguments.begin());
  if (!password.empty()) arguments.insert(arguments.end(), {"--requirepass", password});
  return server;
}

}  // namespace

Databases::Databases(engine::Engine& engine, Clock& clock, Environment& environment)
    : m_engine(engine), m_clock(clock), m_environment(environment) {}

Databases::~Databases() = default;

Result<Databases::Pool*> Databases::pool_of(const std::string& name) {
  const auto& services = m_environment.stack().services;
  const auto service = services.find(name);
  if (service == services.end()) return not_isolable(m_environment.stack(), name);
  const std::string container = m_environment.container(name);
  const auto known = m_pools.find(name);
  if (known != m_pools.end() && known->second.container == container) return &known->second;
  m_pools.erase(name);
  Pool pool;
  pool.container = container;
  if (has_kind(service->second, Kind::postgres)) {
    open_postgres(service->second, pool);
  } else if (has_kind(service->second, Kind::redis)) {
    open_redis(service->second, pool);
  } else {
    return not_isolable(m_environment.stack(), name);
  }
  return &m_pools.emplace(name, std::move(pool)).first->second;
}

void Databases::open_postgres(const model::Service& service, Pool& pool) {
  const model::HealthCheck& check = *service.healthcheck;
  const auto credentials = probe::credentials_of(check, m_environment.variables(service.name));
  clone::PostgresServer server{service.name, check.login, credentials.password, check.database,
                               true};
  pool.postgres = std::make_unique<clone::PostgresClones>(
      clone::dial_of(m_engine, pool.container, check.port), m_clock, std::move(server));
  fill_template(service, *pool.postgres);
}

void Databases::fill_template(const model::Service& service, clone::PostgresClones& clones) {
  const auto complain = [](const Result<void>&) {};  // whoever takes is told
  const std::string base = service.healthcheck->database;
  if (service.template_by.empty()) return clones.prepare(base, complain);
  std::vector<std::string> fillers;
  for (const std::string& one_shot : service.template_by) {
    fillers.push_back(plan::filler_name(service.name, one_shot));
    m_environment.redirect(fillers.back(), base, clone::template_name(base));
    m_environment.forget_completed(fillers.back());
  }
  auto filled = while_alive([this, name = service.name, complain](const Result<void>& result) {
    const auto pool = m_pools.find(name);
    if (pool == m_pools.end()) return;
    if (result) return pool->second.postgres->seal_template(complain);
    pool->second.postgres->abandon_template(result.error());
  });
  clones.create_template(while_alive([this, fillers, filled](const Result<void>& created) {
    if (created) m_environment.need({fillers.back()}, filled);
  }));
}

void Databases::open_redis(const model::Service& service, Pool& pool) {
  const auto credentials =
      probe::credentials_of(*service.healthcheck, m_environment.variables(service.name));
  pool.redis = std::make_unique<clone::RedisDatabases>(
      m_engine, m_clock, server_like(service, pool.container, credentials.password));
}

void Databases::take(const std::vector<std::string>& services, engine::Completion<Given> done) {
  take_rest(services, {}, std::move(done));
}

void Databases::take_rest(std::vector<std::string> services, Given given,
                          engine::Completion<Given> done) {
  if (services.empty()) return done(std::move(given));
  const std::string service = std::move(services.back());
  services.pop_back();
  const auto pool = pool_of(service);
  auto taken = while_alive([this, service, services, given, done](const Result<Facts>& facts) {
    if (!facts) {
      give_back(given);
      return done(facts.error());
    }
    Given more = given;
    more[service] = *facts;
    take_rest(services, std::move(more), done);
  });
  if (!pool) return taken(Result<Facts>(pool.error()));
  take_one(service, **pool, std::move(taken));
}

void Databases::take_one(const std::string& name, Pool& pool, engine::Completion<Facts> done) {
  const model::Service& service = m_environment.stack().services.at(name);
  Facts facts = m_environment.facts(name);
  if (pool.postgres) {
    pool.postgres->take([this, &service, facts, done](const Result<std::string>& database) {
      if (!database) return done(database.error());
      done(with_database(service, facts, *database, m_environment.variables(service.name)));
    });
    return;
  }
  pool.redis->take([facts, done](const Result<clone::RedisDatabase>& database) mutable {
    if (!database) return done(database.error());
    facts.host = database->address;
    facts.ports[facts.first_port] = database->port;
    facts.url = database->url;
    done(facts);
  });
}

void Databases::give_back(const Given& given) {
  for (const auto& [service, facts] : given) {
    const auto pool = m_pools.find(service);
    if (pool == m_pools.end() || pool->second.container != facts.container) continue;
    if (pool->second.postgres) pool->second.postgres->give_back(facts.database);
    if (pool->second.redis) pool->second.redis->give_back(facts.ports.at(facts.first_port));
  }
}

}  // namespace caisson::lease
