#include "bench/pool_watch.hpp"

#include <fmt/format.h>

#include <chrono>
#include <stdexcept>

#include "bench/await.hpp"
#include "bench/recipe_postgres.hpp"
#include "clone/postgres_statements.hpp"
#include "probe/scram.hpp"

namespace caisson::bench {
namespace {

constexpr std::chrono::minutes k_patience{5};

}  // namespace

PoolWatch::PoolWatch(Loop& loop, engine::Engine& engine, const std::string& container,
                     const std::string& database)
    : m_loop(loop),
      m_session(std::make_unique<clone::SqlSession>(
          clone::dial_of(engine, container, k_postgres_port), loop.clock(),
          probe::PostgresLogin{k_postgres_user, database, k_postgres_password,
                               probe::scram_nonce()},
          k_patience, [](const clone::SqlError&) {})) {}

std::string PoolWatch::ask(const std::string& sql) {
  return await<std::string>(m_loop, [&](engine::Completion<std::string> done) {
    m_session->query(sql, [done](const clone::SqlResult& rows) {
      if (!rows) return done(Error{ErrorKind::io, rows.error().message});
      const bool has_value = !rows->empty() && !rows->front().empty();
      done(has_value ? rows->front().front().value_or("") : std::string());
    });
  });
}

void PoolWatch::await_ready(std::size_t ready, const std::string& given) {
  // The comment is the last statement of a clone's making.
  const std::string sql = fmt::format(
      "SELECT count(*) FILTER (WHERE datname <> ALL ('{{{0}}}')) >= {1} AND "
      "count(*) FILTER (WHERE datname = ANY ('{{{0}}}')) = 0 FROM pg_database d "
      "JOIN pg_shdescription s ON s.objoid = d.oid WHERE s.description = '{2}'",
      given, ready, clone::postgres_statements::k_clone_comment);
  const Instant limit = std::chrono::steady_clock::now() + k_patience;
  while (ask(sql) != "t")
    if (std::chrono::steady_clock::now() > limit)
      throw std::runtime_error("the pool of databases does not fill");
}

}  // namespace caisson::bench
