#include "clone/fake_postgres.hpp"

#include "clone/postgres_error.hpp"
#include "probe/postgres_wire.hpp"

namespace caisson::clone::test {
namespace wire = probe::postgres_wire;
namespace {

std::string failure(const std::string& state, const std::string& text) {
  return wire::message('E', "S" + wire::terminated("ERROR") + "C" + wire::terminated(state) + "M" +
                                wire::terminated(text) + std::string(1, '\0'));
}

std::string ready() {
  return wire::message('Z', "I");
}

std::string row(const std::string& value) {
  return wire::message(
      'D', std::string("\0\1", 2) + wire::int32(static_cast<std::uint32_t>(value.size())) + value);
}

/// The n-th text between double quotes.
std::string quoted(const std::string& sql, int n, char quote = '"') {
  std::size_t at = 0;
  for (int i = 0; i < n; ++i)
    at = sql.find(quote, sql.find(quote, at) + 1) + 1;
  const auto begin = sql.find(quote, at) + 1;
  return sql.substr(begin, sql.find(quote, begin) - begin);
}

}  // namespace

/// What both ends of a connection share.
struct FakePostgres::Wire {
  std::string to_server;
  std::string to_client;
  bool logged_in = false;
  bool closed = false;
  bool answering = false;
  engine::Completion<std::string> reader;
};

class FakePostgres::End final : public engine::Stream {
 public:
  End(FakePostgres& server, std::shared_ptr<Wire> shared)
      : m_server(server), m_wire(std::move(shared)) {}
  ~End() override {
    m_wire->closed = true;
    m_wire->reader = nullptr;
  }
  End(const End&) = delete;
  End& operator=(const End&) = delete;

  void write(std::string bytes, engine::Completion<void>) override {
    m_wire->to_server += bytes;
    m_server.hear(m_wire);
  }
  void read(engine::Completion<std::string> done) override {
    m_wire->reader = std::move(done);
    m_server.deliver(m_wire, {});
  }

 private:
  FakePostgres& m_server;
  std::shared_ptr<Wire> m_wire;
};

Dial FakePostgres::dial() {
  return [this](engine::Deadline, auto done) {
    m_clock.schedule(m_clock.now(), [this, done] {
      if (!m_up) return done(Error{ErrorKind::io, "connection refused"});
      const auto shared = std::make_shared<Wire>();
      m_wires.push_back(shared);
      done(Result<std::unique_ptr<engine::Stream>>(std::make_unique<End>(*this, shared)));
    });
  };
}

void FakePostgres::deliver(const std::shared_ptr<Wire>& wire, const std::string& bytes) {
  wire->to_client += bytes;
  if (!wire->reader || (wire->to_client.empty() && !wire->closed)) return;
  m_clock.schedule(m_clock.now(), [this, wire, done = std::exchange(wire->reader, nullptr)] {
    if (wire->closed && wire->reader == nullptr && wire->to_client.empty()) return done("");
    std::string piece = wire->to_client.substr(0, slice);
    wire->to_client.erase(0, piece.size());
    done(std::move(piece));
  });
}

void FakePostgres::hear(const std::shared_ptr<Wire>& wire) {
  if (wire->answering || wire->closed || wire->to_server.size() < 5) return;
  if (!wire->logged_in) {
    wire->to_server.clear();
    ++logins;
    if (!login_error.empty()) return deliver(wire, failure(login_error, "not you"));
    wire->logged_in = true;
    return deliver(wire, wire::message('R', wire::int32(0)) + ready());
  }
  wire::Reader reader(std::string_view(wire->to_server).substr(1));
  const std::size_t length = reader.int32();
  const char type = wire->to_server[0];
  const std::string sql = wire->to_server.substr(5, length - 5);
  wire->to_server.erase(0, length + 1);
  if (type != 'Q') return;
  wire->answering = true;
  m_clock.schedule(m_clock.now() + takes, [this, wire, sql] {
    if (silent) return;
    const std::string said = answer(sql);
    wire->answering = false;
    if (!wire->closed) deliver(wire, said + ready());
    hear(wire);
  });
}

void FakePostgres::go(bool up, const std::string& state) {
  m_up = up;
  for (const auto& weak : m_wires) {
    const auto wire = weak.lock();
    if (!wire || wire->closed) continue;
    wire->closed = true;
    deliver(wire, state.empty() ? "" : failure(state, "terminating connection"));
  }
  m_wires.clear();
}

std::size_t FakePostgres::count(const std::string& beginning) const {
  std::size_t number = 0;
  for (const std::string& sql : statements)
    if (sql.starts_with(beginning)) ++number;
  return number;
}

std::string FakePostgres::answer(const std::string& sql) {
  statements.push_back(sql);
  for (const auto& [beginning, state] : failures)
    if (sql.starts_with(beginning)) return failure(state, "no");
  if (sql.starts_with("SHOW")) return row(version);
  if (sql.starts_with("SELECT pg_try_advisory_lock")) return row(locked_by_another ? "f" : "t");
  if (sql.starts_with("SELECT datname")) {
    std::string rows;
    for (const auto& [name, database] : databases)
      if (database.ours) rows += row(name);
    return rows;
  }
  if (sql.starts_with("SELECT (datconnlimit")) {
    const auto found = databases.find(quoted(sql.substr(sql.find("datname =")), 0, '\''));
    return found == databases.end() ? "" : row(found->second.ours ? "t" : "f");
  }
  if (sql.starts_with("SELECT DISTINCT")) return row("psql from 10.1.2.3");
  if (sql.starts_with("CREATE DATABASE")) return create(sql);
  if (sql.starts_with("DROP DATABASE")) return drop(sql);
  if (sql.starts_with("ALTER DATABASE"))
    databases.at(quoted(sql, 0)).sealed = sql.find("IS_TEMPLATE true") != sql.npos;
  return {};
}

std::string FakePostgres::create(const std::string& sql) {
  const std::string name = quoted(sql, 0);
  const bool copies = sql.find(" TEMPLATE ") != sql.npos;
  if (copies && databases.count(quoted(sql, 1)) == 0)
    return failure(sql_state::k_no_such_database, "no template");
  if (!databases.insert({name, {true, false, copies ? quoted(sql, 1) : ""}}).second)
    return failure(sql_state::k_duplicate_database, "exists");
  return {};
}

std::string FakePostgres::drop(const std::string& sql) {
  const auto found = databases.find(quoted(sql, 0));
  if (found == databases.end()) return {};
  if (found->second.sealed) return failure("42809", "cannot drop a template database");
  databases.erase(found);
  return {};
}

}  // namespace caisson::clone::test
