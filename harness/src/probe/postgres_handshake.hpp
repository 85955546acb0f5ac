#pragma once

#include <optional>
#include <string>

#include "probe/conversation.hpp"
#include "probe/postgres_wire.hpp"
#include "probe/scram.hpp"

namespace caisson::probe {

struct PostgresLogin {
  std::string user;
  std::string database;
  std::string password;
  std::string nonce;  ///< for SCRAM; see scram_nonce()
};

/// The login of frontend/backend protocol 3.0 (trust, password, md5 or SCRAM-SHA-256) without I/O,
/// for whoever goes on with queries: feed it messages until a verdict that is not `more`. It is
/// `ready` at the first ReadyForQuery.
class PostgresHandshake {
 public:
  explicit PostgresHandshake(PostgresLogin login);

  /// StartupMessage: what to send first.
  std::string startup() const;
  Verdict take(const postgres_wire::Message& message);
  /// What the server refused with, if it did.
  const std::optional<postgres_wire::ServerError>& refusal() const { return m_refusal; }

 private:
  Verdict authenticate(postgres_wire::Reader reader);
  Verdict let_in();
  Verdict md5(std::string_view salt) const;
  Verdict begin_scram(postgres_wire::Reader reader);
  Verdict continue_scram(std::string_view server_first);
  Verdict end_scram(std::string_view server_final);

  PostgresLogin m_login;
  ScramClient m_scram;
  std::optional<postgres_wire::ServerError> m_refusal;
  bool m_scram_begun = false;
  bool m_scram_continued = false;
  bool m_scram_verified = false;
  bool m_logged_in = false;
};

/// `<message> (<SQLSTATE>)` in one line, with what follows from it for a service.
std::string reason_of(const postgres_wire::ServerError& error);

}  // namespace caisson::probe
