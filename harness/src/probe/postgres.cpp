#include "probe/postgres.hpp"

#include "probe/postgres_wire.hpp"

namespace caisson::probe {
namespace {

namespace wire = postgres_wire;

class Postgres final : public Conversation {
 public:
  explicit Postgres(PostgresLogin login) : m_handshake(std::move(login)) {}

  Verdict opened() override { return Verdict::more(m_handshake.startup()); }

  Verdict received(std::string_view bytes) override {
    m_input.append(bytes);
    std::string send;
    for (;;) {
      auto taken = wire::take_message(m_input);
      if (taken.broken) return Verdict::not_ready("the answer is no PostgreSQL protocol");
      if (!taken.message) return Verdict::more(std::move(send));
      auto verdict = m_asked ? take_answer(*taken.message) : take_login(*taken.message);
      if (verdict.kind != Verdict::Kind::more) return verdict;
      send += verdict.send;
    }
  }

 private:
  Verdict take_login(const wire::Message& message) {
    auto verdict = m_handshake.take(message);
    if (verdict.kind != Verdict::Kind::ready) return verdict;
    m_asked = true;
    // Terminate goes along at once: the server answers the query, then finds the connection ended
    // as it should, and logs nothing.
    return Verdict::more(wire::message('Q', wire::terminated("SELECT 1")) + wire::message('X', {}));
  }

  Verdict take_answer(const wire::Message& message) {
    switch (message.type) {
      case 'E':
        return Verdict::not_ready(reason_of(wire::parse_error(message.body)));
      case 'D':
        m_answered = is_one(message.body);
        return Verdict::more();
      case 'Z':
        return m_answered ? Verdict::ready()
                          : Verdict::not_ready("answers `SELECT 1` without its row");
      default:
        return Verdict::more();
    }
  }

  /// One column whose text is "1".
  static bool is_one(std::string_view row) {
    wire::Reader reader(row);
    return reader.int16() == 1 && reader.int32() == 1 && reader.byte() == '1' && reader.ok() &&
           reader.rest().empty();
  }

  PostgresHandshake m_handshake;
  std::string m_input;
  bool m_asked = false;
  bool m_answered = false;
};

}  // namespace

std::unique_ptr<Conversation> make_postgres(PostgresLogin login) {
  return std::make_unique<Postgres>(std::move(login));
}

}  // namespace caisson::probe
