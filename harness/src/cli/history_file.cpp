#include "cli/history_file.hpp"

#include <sqlite3.h>

#include <utility>

#include "base/file.hpp"

namespace caisson::cli {
namespace {

/// Another command may be writing; its transaction is over in milliseconds.
constexpr int k_patience_ms = 500;

constexpr const char* k_schema =
    "create table if not exists start (id integer primary key, at integer not null,"
    " mode text not null);"
    "create table if not exists service (start integer not null references start(id) on delete "
    "cascade, name text not null, image integer not null, made integer not null,"
    " waited integer not null, started integer not null, ready integer not null,"
    " primary key (start, name)) without rowid;";

/// A prepared statement, bound from the left; it is reset by `run`.
class Statement {
 public:
  Statement(sqlite3* database, const char* text) {
    sqlite3_prepare_v2(database, text, -1, &m_statement, nullptr);
  }
  ~Statement() { sqlite3_finalize(m_statement); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(std::int64_t value) {
    sqlite3_bind_int64(m_statement, ++m_bound, value);
    return *this;
  }
  Statement& bind(const std::string& text) {
    sqlite3_bind_text(m_statement, ++m_bound, text.data(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
    return *this;
  }
  bool row() { return sqlite3_step(m_statement) == SQLITE_ROW; }
  bool run() {
    const bool done = sqlite3_step(m_statement) == SQLITE_DONE;
    sqlite3_reset(m_statement);
    m_bound = 0;
    return done;
  }
  std::int64_t number(int column) const { return sqlite3_column_int64(m_statement, column); }
  std::string text(int column) const {
    const auto* bytes = sqlite3_column_text(m_statement, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column));
    return bytes == nullptr ? std::string()
                            : std::string(reinterpret_cast<const char*>(bytes), size);
  }

 private:
  sqlite3_stmt* m_statement = nullptr;
  int m_bound = 0;
};

class Database {
 public:
  static Result<Database> open(const std::string& path, int flags) {
    Database database(path);
    const int code = sqlite3_open_v2(path.c_str(), &database.m_handle, flags, nullptr);
    if (code != SQLITE_OK) return database.error();
    sqlite3_busy_timeout(database.m_handle, k_patience_ms);
    return database;
  }
  Database(Database&& other) noexcept
      : m_path(std::move(other.m_path)), m_handle(std::exchange(other.m_handle, nullptr)) {}
  Database& operator=(Database&&) = delete;
  ~Database() { sqlite3_close(m_handle); }

  Result<void> execute(const char* text) {
    if (sqlite3_exec(m_handle, text, nullptr, nullptr, nullptr) != SQLITE_OK) return error();
    return {};
  }
  sqlite3* handle() { return m_handle; }

  Error error() const {
    return {ErrorKind::io,
            std::string("the history of starts is of no use: ") + sqlite3_errmsg(m_handle), m_path,
            "Remove the file to begin a new one."};
  }

 private:
  explicit Database(std::string path) : m_path(std::move(path)) {}

  std::string m_path;
  sqlite3* m_handle = nullptr;
};

bool insert(Database& database, const std::map<std::string, report::PastStart>& services) {
  const report::PastStart& first = services.begin()->second;
  Statement start(database.handle(), "insert into start (at, mode) values (?, ?)");
  if (!start.bind(first.at).bind(first.mode).run()) return false;
  const std::int64_t id = sqlite3_last_insert_rowid(database.handle());
  Statement service(database.handle(), "insert into service values (?, ?, ?, ?, ?, ?, ?)");
  for (const auto& [name, past] : services) {
    service.bind(id).bind(name).bind(past.image.count()).bind(past.create.count());
    service.bind(past.wait.count()).bind(past.start.count()).bind(past.probe.count());
    if (!service.run()) return false;
  }
  return true;
}

}  // namespace

Result<void> HistoryFile::add(const std::map<std::string, report::PastStart>& services) const {
  if (services.empty()) return {};
  auto database = Database::open(m_path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (!database) return database.error();
  // What a crash of the machine would lose is the last line of a history.
  const auto begun =
      database->execute("pragma synchronous = off; pragma foreign_keys = on; begin immediate");
  if (!begun) return begun;
  const auto made = database->execute(k_schema);
  if (!made) return made;
  if (!insert(*database, services)) return database->error();
  return database->execute(
      "delete from start where id <= (select max(id) - 200 from start); commit");
}

Result<report::History> HistoryFile::read() const {
  report::History history;
  if (!file_exists(m_path)) return history;
  auto database = Database::open(m_path, SQLITE_OPEN_READONLY);
  if (!database) return database.error();
  Statement rows(database->handle(),
                 "select name, at, mode, image, made, waited, started, ready from service"
                 " join start on start.id = service.start order by start.id");
  while (rows.row()) {
    report::PastStart past;
    past.at = rows.number(1);
    past.mode = rows.text(2);
    past.image = Duration(rows.number(3));
    past.create = Duration(rows.number(4));
    past.wait = Duration(rows.number(5));
    past.start = Duration(rows.number(6));
    past.probe = Duration(rows.number(7));
    history[rows.text(0)].push_back(std::move(past));
  }
  if (sqlite3_errcode(database->handle()) != SQLITE_DONE) return database->error();
  return history;
}

}  // namespace caisson::cli
