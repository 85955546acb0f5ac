#pragma once

#include <memory>
#include <string>

#include "cli/context.hpp"
#include "clone/sql_session.hpp"

namespace caisson::cli {

/// A session with a Postgres server that is asked one thing after another.
class SqlConsole {
 public:
  /// As whom and where, in which container.
  struct Entrance {
    std::string container;
    std::uint16_t port = 0;
    std::string login;
    std::string password;
  };

  static Result<SqlConsole> open(Context& context, const Entrance& entrance,
                                 const std::string& database);

  /// Several statements in one text are one transaction. What the server refuses is
  /// ErrorKind::service_failed with its own words.
  Result<clone::SqlRows> query(const std::string& sql);
  /// SQLSTATE of the last query that was refused.
  const std::string& state() const { return m_state; }

 private:
  SqlConsole(Context& context, std::unique_ptr<clone::SqlSession> session)
      : m_context(&context), m_session(std::move(session)) {}

  Context* m_context;
  std::unique_ptr<clone::SqlSession> m_session;
  std::string m_state;
};

}  // namespace caisson::cli
