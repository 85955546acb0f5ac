#pragma once

#include <boost/system/result.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probe/postgres_handshake.hpp"

namespace caisson::clone {

/// What a server says instead of rows.
struct SqlError {
  std::string
      state{};  ///< SQLSTATE; empty: it is not the server that says so (connection, protocol)
  std::string message{};
};

/// Columns as text, none: NULL.
using SqlRow = std::vector<std::optional<std::string>>;
using SqlRows = std::vector<SqlRow>;
using SqlResult = boost::system::result<SqlRows, SqlError>;

[[noreturn]] inline void throw_exception_from_error(const SqlError& error,
                                                    const boost::source_location&) {
  throw std::logic_error("unchecked error: " + error.message);
}

/// Login and simple queries (frontend/backend protocol 3.0), one at a time, without I/O. However
/// the server's bytes are cut into pieces, the answers are the same.
class SqlDialogue {
 public:
  /// What some bytes from the server amount to.
  struct Heard {
    std::string send{};
    bool logged_in = false;           ///< the login is done with these bytes
    std::optional<SqlResult> answer;  ///< to the query that was asked
    std::optional<SqlError> ended;    ///< the dialogue is over
  };

  explicit SqlDialogue(probe::PostgresLogin login) : m_handshake(std::move(login)) {}

  /// What to send first.
  std::string opened() const { return m_handshake.startup(); }
  /// What to send for a query; only after the login, and the answer to the one before.
  std::string ask(std::string_view sql);
  Heard received(std::string_view bytes);
  /// What the end of the connection means: what the server said last, if it said why.
  SqlError closed() const;

 private:
  void take_login(const probe::postgres_wire::Message& message, Heard& heard);
  void take_answer(const probe::postgres_wire::Message& message, Heard& heard);

  probe::PostgresHandshake m_handshake;
  std::string m_input;
  bool m_logged_in = false;
  bool m_asking = false;
  SqlRows m_rows;
  std::optional<SqlError> m_error;
};

}  // namespace caisson::clone
