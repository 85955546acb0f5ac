#include "probe/postgres.hpp"

#include "probe/postgres_wire.hpp"
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

class Postgres final : public Conversation {
 public:
  explicit Postgres(PostgresLogin login)
      : m_login(std::move(login)), m_scram(m_login.password, m_login.nonce) {}

  Verdict opened() override { return Verdict::more(wire::startup(m_login.user, m_login.database)); }

  Verdict received(std::string_view bytes) override {
    m_input.append(bytes);
    std::string send;
    for (;;) {
      auto taken = wire::take_message(m_input);
      if (taken.broken) return Verdict::not_ready("the answer is no PostgreSQL protocol");
      if (!taken.message) return Verdict::more(std::move(send));
      auto verdict = take(*taken.message);
      if (verdict.kind != Verdict::Kind::more) return verdict;
      send += verdict.send;
    }
  }

 private:
  Verdict take(const wire::Message& message) {
    switch (message.type) {
      case 'R':
        return authenticate(wire::Reader(message.body));
      case 'E':
        return refused(wire::parse_error(message.body));
      case 'D':
        m_answered = m_asked && is_one(message.body);
        return Verdict::more();
      case 'Z':
        return ready_for_query();
      default:
        return Verdict::more();
    }
  }

  Verdict ready_for_query() {
    if (!m_logged_in) return Verdict::not_ready("is ready for a query before the login is done");
    if (m_answered) return Verdict::ready();
    if (m_asked) return Verdict::not_ready("answers `SELECT 1` without its row");
    m_asked = true;
    // Terminate goes along at once: the server answers the query, then finds the connection ended
    // as it should, and logs nothing.
    return Verdict::more(wire::message('Q', wire::terminated("SELECT 1")) + wire::message('X', {}));
  }

  /// One column whose text is "1".
  static bool is_one(std::string_view row) {
    wire::Reader reader(row);
    return reader.int16() == 1 && reader.int32() == 1 && reader.byte() == '1' && reader.ok() &&
           reader.rest().empty();
  }

  Verdict authenticate(wire::Reader reader) {
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
  Verdict let_in() {
    if (m_scram_begun && !m_scram_verified)
      return Verdict::not_ready("broke SCRAM-SHA-256: it did not prove that it knows the password");
    m_logged_in = true;
    return Verdict::more();
  }

  Verdict md5(std::string_view salt) const {
    const auto answer = wire::md5_password(m_login.user, m_login.password, salt);
    if (answer.empty())
      return Verdict::not_ready("wants an md5 password, which this machine's OpenSSL refuses");
    return Verdict::more(wire::message('p', wire::terminated(answer)));
  }

  Verdict begin_scram(wire::Reader reader) {
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

  Verdict continue_scram(std::string_view server_first) {
    if (!m_scram_begun || m_scram_continued) return Verdict::not_ready("broke SCRAM-SHA-256");
    m_scram_continued = true;
    const auto answer = m_scram.final_for(server_first);
    if (!answer) return Verdict::not_ready(answer.error().message);
    return Verdict::more(wire::message('p', *answer));
  }

  Verdict end_scram(std::string_view server_final) {
    const auto verified = m_scram.verify(server_final);
    if (!verified) return Verdict::not_ready(verified.error().message);
    m_scram_verified = true;
    return Verdict::more();
  }

  Verdict refused(const wire::ServerError& error) const {
    std::string reason = first_line(error.message.empty() ? "refused" : error.message);
    if (!error.code.empty()) reason += " (" + first_line(error.code, 5) + ")";
    // invalid_password
    if (error.code == "28P01") reason += ": the service's POSTGRES_PASSWORD does not fit";
    return Verdict::not_ready(std::move(reason));
  }

  PostgresLogin m_login;
  ScramClient m_scram;
  std::string m_input;
  bool m_scram_begun = false;
  bool m_scram_continued = false;
  bool m_scram_verified = false;
  bool m_logged_in = false;
  bool m_asked = false;
  bool m_answered = false;
};

}  // namespace

std::unique_ptr<Conversation> make_postgres(PostgresLogin login) {
  return std::make_unique<Postgres>(std::move(login));
}

}  // namespace caisson::probe
