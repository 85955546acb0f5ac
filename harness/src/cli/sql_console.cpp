#include "cli/sql_console.hpp"

#include "cli/await.hpp"

namespace caisson::cli {
namespace {

/// Counting the rows of a large table takes its time.
constexpr Duration k_query_limit = std::chrono::minutes(30);

}  // namespace

Result<SqlConsole> SqlConsole::open(Context& context, const Entrance& entrance,
                                    const std::string& database) {
  const auto engine = context.engine();
  if (!engine) return engine.error();
  const probe::PostgresLogin login{entrance.login, database, entrance.password,
                                   probe::scram_nonce()};
  // Queries are told why it was lost, so nobody else needs to be.
  return SqlConsole(
      context, std::make_unique<clone::SqlSession>(
                   clone::dial_of(**engine, entrance.container, entrance.port),
                   context.loop().clock(), login, k_query_limit, [](const clone::SqlError&) {}));
}

Result<clone::SqlRows> SqlConsole::query(const std::string& sql) {
  return await<clone::SqlRows>(
      m_context->loop(), [&](const engine::Completion<clone::SqlRows>& done) {
        m_session->query(sql, [this, done](clone::SqlResult answer) {
          if (answer) return done(std::move(*answer));
          m_state = answer.error().state;
          done(Error{ErrorKind::service_failed, "the server says: " + answer.error().message});
        });
      });
}

}  // namespace caisson::cli
