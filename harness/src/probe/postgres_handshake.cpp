#include "probe/postgres_handshake.hpp"

#include "probe/text.hpp"

namespace caisson::probe {
namespace {

namespace wire = postgres_wire;

/// Codes of an Authentication message.
enum : std::uint32_t {
  auth_ok = 0,
  auth_cleartext = 3,
  auth_md5 = 5,
  auth_sasl = 10,
  auth_sasl_continue = 11,
  auth_sasl_final = 12,
};

}  // namespace

PostgresHandshake::PostgresHandshake(PostgresLogin login)
    : m_login(std::move(login)), m_scram(m_login.password, m_login.nonce) {}

std::string PostgresHandshake::startup() const {
  return wire::startup(m_login.user, m_login.database);
}

Verdict PostgresHandshake::take(const wire::Message& message) {
  switch (message.type) {
    case 'R':
      return authenticate(wire::Reader(message.body));
    case 'E':
      m_refusal = wire::parse_error(message.body);
      return Verdict::not_ready(reason_of(*m_refusal));
    case 'Z':
      if (!m_logged_in) return Verdict::not_ready("is ready for a query before the login is done");
      return Verdict::ready();
    default:
      return Verdict::more();
  }
}

Verdict PostgresHandshake::authenticate(wire::Reader reader) {
  const std::uint32_t method = reader.int32();
  if (!reader.ok()) return Verdict::not_ready("broke off its authentication request");
  if (method == auth_ok) return let_in();
  if (m_login.password.empty())
    return Verdict::not_ready("wants a password for `" + m_login.user +
                              "`, but POSTGRES_PASSWORD is not set for the service");
  switch (method) {
    case auth_cleartext:
      return Verdict::more(wire::message('p', wire::terminated(m_login.password)));
    case auth_md5:
      return md5(reader.bytes(4));
    case auth_sasl:
      return begin_scram(reader);
    case auth_sasl_continue:
      return continue_scram(reader.rest());
    case auth_sasl_final:
      return end_scram(reader.rest());
    default:
      return Verdict::not_ready("wants an authentication that probes do not know (method " +
                                std::to_string(method) +
                                "); known are trust, password, md5 and scram-sha-256");
  }
}

/// AuthenticationOk; under SCRAM only a server that has proved to know the password may say so.
Verdict PostgresHandshake::let_in() {
  if (m_scram_begun && !m_scram_verified)
    return Verdict::not_ready("broke SCRAM-SHA-256: it did not prove that it knows the password");
  m_logged_in = true;
  return Verdict::more();
}

Verdict PostgresHandshake::md5(std::string_view salt) const {
  const auto answer = wire::md5_password(m_login.user, m_login.password, salt);
  if (answer.empty())
    return Verdict::not_ready("wants an md5 password, which this machine's OpenSSL refuses");
  return Verdict::more(wire::message('p', wire::terminated(answer)));
}

Verdict PostgresHandshake::begin_scram(wire::Reader reader) {
  bool offered = false;
  for (auto name = reader.text(); !name.empty(); name = reader.text())
    offered = offered || name == "SCRAM-SHA-256";
  if (!offered) return Verdict::not_ready("offers no SCRAM-SHA-256 to log in with");
  m_scram_begun = true;
  const auto first = m_scram.first();
  return Verdict::more(
      wire::message('p', wire::terminated("SCRAM-SHA-256") +
                             wire::int32(static_cast<std::uint32_t>(first.size())) + first));
}

Verdict PostgresHandshake::continue_scram(std::string_view server_first) {
  if (!m_scram_begun || m_scram_continued) return Verdict::not_ready("broke SCRAM-SHA-256");
  m_scram_continued = true;
  const auto answer = m_scram.final_for(server_first);
  if (!answer) return Verdict::not_ready(answer.error().message);
  return Verdict::more(wire::message('p', *answer));
}

Verdict PostgresHandshake::end_scram(std::string_view server_final) {
  const auto verified = m_scram.verify(server_final);
  if (!verified) return Verdict::not_ready(verified.error().message);
  m_scram_verified = true;
  return Verdict::more();
}

std::string reason_of(const wire::ServerError& error) {
  std::string reason = first_line(error.message.empty() ? "refused" : error.message);
  if (!error.code.empty()) reason += " (" + first_line(error.code, 5) + ")";
  // invalid_password
  if (error.code == "28P01") reason += ": the service's POSTGRES_PASSWORD does not fit";
  return reason;
}

}  // namespace caisson::probe
