#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "clone/postgres_clones.hpp"
#include "clone/redis_databases.hpp"
#include "engine/engine.hpp"
#include "lease/environment.hpp"
#include "lease/facts.hpp"

namespace caisson::lease {

/// The databases of tests, beside those of the services they isolate: clones of a template that the
/// services of TEMPLATE_BY have filled, and Redis servers of their own.
class Databases {
 public:
  /// What a test was given, by service.
  using Given = std::map<std::string, Facts>;

  /// All of them outlive it.
  Databases(engine::Engine& engine, Clock& clock, Environment& environment);
  ~Databases();
  Databases(const Databases&) = delete;
  Databases& operator=(const Databases&) = delete;

  /// One for each of the services, which are ready. ErrorKind::usage for a service that has none to
  /// give: the message names what can be isolated.
  void take(const std::vector<std::string>& services, engine::Completion<Given> done);
  void give_back(const Given& given);

 private:
  /// Of one service's container; another container is another pool.
  struct Pool {
    std::string container;
    std::unique_ptr<clone::PostgresClones> postgres;
    std::unique_ptr<clone::RedisDatabases> redis;
  };

  Result<Pool*> pool_of(const std::string& service);
  void open_postgres(const model::Service& service, Pool& pool);
  void open_redis(const model::Service& service, Pool& pool);
  void fill_template(const model::Service& service, clone::PostgresClones& clones);
  void take_rest(std::vector<std::string> services, Given given, engine::Completion<Given> done);
  void take_one(const std::string& service, Pool& pool, engine::Completion<Facts> done);

  template <class Action>
  auto while_alive(Action action) {
    return [alive = std::weak_ptr<bool>(m_alive), action = std::move(action)](auto&&... arguments) {
      if (!alive.expired()) action(std::forward<decltype(arguments)>(arguments)...);
    };
  }

  engine::Engine& m_engine;
  Clock& m_clock;
  Environment& m_environment;
  std::map<std::string, Pool> m_pools;
  std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace caisson::lease
