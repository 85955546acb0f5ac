#pragma once

#include <memory>
#include <string>

#include "base/loop.hpp"
#include "clone/sql_session.hpp"
#include "engine/engine.hpp"

namespace caisson::bench {

/// Asks a Postgres server, over a connection of its own, how far the pool of clones has got: so
/// that a trial finds it ready without anybody sleeping.
class PoolWatch {
 public:
  PoolWatch(Loop& loop, engine::Engine& engine, const std::string& container,
            const std::string& database = "postgres");

  /// Until `ready` clones exist that nobody was given, and none of `given` is left.
  void await_ready(std::size_t ready, const std::string& given);
  /// The first value of the first row.
  std::string ask(const std::string& sql);

 private:
  Loop& m_loop;
  std::unique_ptr<clone::SqlSession> m_session;
};

}  // namespace caisson::bench
