#include "clone/sql_dialogue.hpp"

#include "probe/text.hpp"

namespace caisson::clone {
namespace wire = probe::postgres_wire;
namespace {

constexpr std::uint32_t k_null = 0xffffffff;

std::optional<SqlRow> row_of(std::string_view body) {
  wire::Reader reader(body);
  SqlRow row;
  for (std::uint16_t columns = reader.int16(); columns > 0 && reader.ok(); --columns) {
    const std::uint32_t length = reader.int32();
    if (length == k_null) {
      row.emplace_back();
    } else {
      row.emplace_back(std::string(reader.bytes(length)));
    }
  }
  if (!reader.ok() || !reader.rest().empty()) return std::nullopt;
  return row;
}

SqlError error_of(const wire::ServerError& said) {
  return {said.code, probe::first_line(said.message, 300)};
}

}  // namespace

std::string SqlDialogue::ask(std::string_view sql) {
  m_asking = true;
  m_rows.clear();
  m_error.reset();
  return wire::message('Q', wire::terminated(sql));
}

SqlDialogue::Heard SqlDialogue::received(std::string_view bytes) {
  m_input.append(bytes);
  Heard heard;
  while (!heard.ended) {
    const auto taken = wire::take_message(m_input);
    if (taken.broken) heard.ended = SqlError{{}, "the answer is no PostgreSQL protocol"};
    if (!taken.message) break;
    if (m_logged_in) {
      take_answer(*taken.message, heard);
    } else {
      take_login(*taken.message, heard);
    }
  }
  return heard;
}

void SqlDialogue::take_login(const wire::Message& message, Heard& heard) {
  const probe::Verdict verdict = m_handshake.take(message);
  heard.send += verdict.send;
  if (verdict.kind == probe::Verdict::Kind::ready) {
    m_logged_in = true;
    heard.logged_in = true;
  } else if (verdict.kind == probe::Verdict::Kind::not_ready) {
    const auto& refusal = m_handshake.refusal();
    heard.ended = refusal ? error_of(*refusal) : SqlError{{}, verdict.reason};
  }
}

void SqlDialogue::take_answer(const wire::Message& message, Heard& heard) {
  switch (message.type) {
    case 'D':
      if (auto row = row_of(message.body)) {
        m_rows.push_back(*std::move(row));
      } else {
        heard.ended = SqlError{{}, "the server sent a row that is none"};
      }
      break;
    case 'E':
      // Only the first: what follows from it says less.
      if (!m_error) m_error = error_of(wire::parse_error(message.body));
      break;
    case 'Z':
      if (!m_asking) break;
      m_asking = false;
      heard.answer = m_error ? SqlResult(*m_error) : SqlResult(std::move(m_rows));
      m_error.reset();
      break;
    default:
      break;
  }
}

SqlError SqlDialogue::closed() const {
  return m_error.value_or(SqlError{{}, "the server closed the connection"});
}

}  // namespace caisson::clone
