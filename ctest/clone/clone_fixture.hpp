#pragma once

#include "clone/postgres_clones.hpp"
#include "run/prober.hpp"
#include "session.hpp"

namespace caisson::test {

/// What tests of clones share: containers of the recipes' images, and SQL in them.
class CloneTest : public EngineTest {
 protected:
  /// The newest image built from this recipe; without one the test is to be skipped.
  std::optional<std::string> recipe_image(const std::string& recipe);
  /// Waits until the check's probe says ready; fails the test when it does not.
  void await_ready(const std::string& id, model::HealthCheck check);
  /// Waits until a pool has done all it has to do.
  void settle_that(std::function<bool()> settled);

  /// One statement in a database, over a connection of its own; an error fails the test.
  clone::SqlRows query(const std::string& id, const std::string& database, std::string sql);
  clone::SqlResult try_query(const std::string& id, const std::string& database, std::string sql);
};

/// Postgres with the base database `shop`, and a pool for it.
class PostgresCloneTest : public CloneTest {
 protected:
  void SetUp() override;
  std::unique_ptr<clone::PostgresClones> pool(clone::PoolSize size = {});
  std::string take();
  void settle();
  std::vector<std::string> databases();

  std::string m_server;
  std::unique_ptr<clone::PostgresClones> m_clones;
};

}  // namespace caisson::test
