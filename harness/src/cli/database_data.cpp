#include "cli/database_data.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <array>
#include <charconv>

#include "base/hash.hpp"
#include "cli/piped.hpp"
#include "cli/service_environment.hpp"
#include "cli/survey.hpp"
#include "clone/sql_text.hpp"

namespace caisson::cli {
namespace {

using clone::quoted_identifier;
using clone::quoted_literal;

constexpr std::array k_entrances{"postgres", "template1"};
constexpr std::string_view k_no_such_database = "3D000";
constexpr std::string_view k_object_in_use = "55006";
/// Each waits up to 5 s inside the server for those who were told to leave.
constexpr int k_rename_attempts = 5;
/// What is made beside a database, and what there was, is called by these endings.
constexpr std::string_view k_new = "_caisson_new";
constexpr std::string_view k_old = "_caisson_old";
/// The server cuts names to 63 bytes: what is appended must not fall off.
constexpr std::size_t k_longest_base = 48;
constexpr std::size_t k_hash = 8;

/// What a dump holds the rows of: tables that are neither the server's nor an extension's.
constexpr std::string_view k_tables = R"(
SELECT format('%I.%I', n.nspname, c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.relpersistence <> 't'
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                  AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1)";

/// How a database is made like another one, and whether it has what would be lost.
constexpr std::string_view k_properties = R"(
SELECT pg_encoding_to_char(encoding), datcollate, datctype, pg_get_userbyid(datdba),
  datlocprovider <> 'c' OR datacl IS NOT NULL
    OR EXISTS (SELECT FROM pg_db_role_setting s WHERE s.setdatabase = d.oid)
FROM pg_database d WHERE datname = )";

/// A long name is cut, with a hash that tells it from others that begin alike.
std::string beside(const std::string& database, std::string_view ending) {
  if (database.size() <= k_longest_base) return database + std::string(ending);
  return database.substr(0, k_longest_base - k_hash) + sha256_hex(database).substr(0, k_hash) +
         std::string(ending);
}

/// A name as libpq's tools take it, which read one with `=` as more than a name.
std::string connection_string(const std::string& database) {
  std::string text = "dbname='";
  for (const char byte : database) {
    if (byte == '\'' || byte == '\\') text += '\\';
    text += byte;
  }
  return text + "'";
}

std::string text_at(const clone::SqlRow& row, std::size_t column) {
  return column < row.size() && row[column] ? *row[column] : std::string();
}

std::string count_query(const clone::SqlRows& tables) {
  std::string sql;
  for (const clone::SqlRow& row : tables) {
    const std::string table = text_at(row, 0);
    sql += fmt::format("{}SELECT {}, count(*) FROM ONLY {}", sql.empty() ? "" : " UNION ALL ",
                       quoted_literal(table), table);
  }
  return sql;
}

Result<data::TableRows> rows_seen_by(SqlConsole& console) {
  const auto tables = console.query(std::string(k_tables));
  if (!tables) return tables.error();
  data::TableRows rows;
  if (tables->empty()) return rows;
  const auto counted = console.query(count_query(*tables));
  if (!counted) return counted.error();
  for (const clone::SqlRow& row : *counted) {
    const std::string number = text_at(row, 1);
    std::from_chars(number.data(), number.data() + number.size(), rows[text_at(row, 0)]);
  }
  return rows;
}

}  // namespace

Result<std::unique_ptr<DatabaseData>> DatabaseData::open(Context& context,
                                                         const model::Service& service) {
  return open(context, service, service.healthcheck->database);
}

Result<std::unique_ptr<DatabaseData>> DatabaseData::open(Context& context,
                                                         const model::Service& service,
                                                         const std::string& database) {
  const auto container = container_of(context, service.name);
  if (!container) return container.error();
  if (container->phase != engine::Phase::running) {
    return Error{ErrorKind::conflict, "`" + service.name + "` does not run", service.declared_at,
                 "Start it with `caisson up " + service.name + "`."};
  }
  const auto password =
      probe::credentials_of(*service.healthcheck, service_environment(service)).password;
  SqlConsole::Entrance entrance{container->id, service.healthcheck->port,
                                service.healthcheck->login, password};
  return std::unique_ptr<DatabaseData>(new DatabaseData(context, std::move(entrance), database));
}

DatabaseData::DatabaseData(Context& context, SqlConsole::Entrance entrance, std::string database)
    : m_context(context),
      m_entrance(std::move(entrance)),
      m_database(std::move(database)),
      m_new(beside(m_database, k_new)),
      m_old(beside(m_database, k_old)) {}

DatabaseData::~DatabaseData() {
  if (!m_prepared) return;
  const auto dropped = drop(m_new);
  if (!dropped) spdlog::warn("`{}` is left: {}", m_new, to_string(dropped.error()));
}

Result<std::vector<std::string>> DatabaseData::siblings() {
  const auto in = log_in();
  if (!in) return in.error();
  const auto found = m_console->query(
      fmt::format("SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate "
                  "AND (datname <> 'postgres' OR datname = {}) ORDER BY datname",
                  quoted_literal(m_database)));
  if (!found) return found.error();
  std::vector<std::string> names;
  for (const clone::SqlRow& row : *found) {
    const std::string name = text_at(row, 0);
    // Those are left by a restore that was killed.
    if (!name.ends_with(k_new) && !name.ends_with(k_old)) names.push_back(name);
  }
  return names;
}

Result<data::TableRows> DatabaseData::rows() {
  auto console = SqlConsole::open(m_context, m_entrance, m_database);
  if (!console) return console.error();
  return rows_seen_by(*console);
}

/// A snapshot that both see: whatever is written meanwhile, the rows are those in the dump.
Result<data::TableRows> DatabaseData::dump(
    const std::function<Result<void>(std::string_view)>& sink) {
  auto console = SqlConsole::open(m_context, m_entrance, m_database);
  if (!console) return console.error();
  const auto begun = console->query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  if (!begun) return begun.error();
  const auto snapshot = console->query("SELECT pg_export_snapshot()");
  if (!snapshot) return snapshot.error();
  Piped piped{
      m_entrance.container,
      {{"pg_dump", "--format=custom", "--no-password", "--snapshot=" + text_at(snapshot->at(0), 0),
        "--username=" + m_entrance.login, "--dbname=" + connection_string(m_database)},
       {{"PGPASSWORD", m_entrance.password}}},
      {},
      sink};
  const auto dumped = run_piped(m_context, piped);
  if (!dumped) return dumped.error();
  return rows_seen_by(*console);
}

Result<void> DatabaseData::run(const data::SavedPart& saved, data::ArchiveReader::Source source,
                               const std::string& script, const std::string& database) {
  return run_piped(m_context,
                   {m_entrance.container,
                    {{"sh", "-c", "head -c \"$1\" | " + script, "sh", std::to_string(saved.size),
                      m_entrance.login, connection_string(database)},
                     {{"PGPASSWORD", m_entrance.password}}},
                    std::move(source),
                    {}});
}

Result<void> DatabaseData::check(const data::SavedPart& saved, data::ArchiveReader::Source source) {
  const auto read = run(saved, std::move(source), "pg_restore --file=/dev/null", m_database);
  if (read) return {};
  Error error = read.error();
  if (error.kind == ErrorKind::service_failed)
    error.message = "`pg_restore` cannot read `" + saved.file + "`: " + error.message;
  return error;
}

Result<void> DatabaseData::log_in() {
  if (m_console) return {};
  for (const char* const entrance : k_entrances) {
    auto console = SqlConsole::open(m_context, m_entrance, entrance);
    if (!console) return console.error();
    const auto answered = console->query("SELECT 1");
    if (answered) {
      m_console.emplace(std::move(*console));
      return {};
    }
    if (console->state() != k_no_such_database) return answered.error();
  }
  return Error{ErrorKind::service_failed, "the server has neither `postgres` nor `template1`"};
}

Result<void> DatabaseData::tell(const std::string& sql) {
  const auto in = log_in();
  if (!in) return in;
  const auto answered = m_console->query(sql);
  if (!answered) return answered.error();
  return {};
}

Result<bool> DatabaseData::is_there() {
  const auto in = log_in();
  if (!in) return in.error();
  const auto found =
      m_console->query("SELECT 1 FROM pg_database WHERE datname = " + quoted_literal(m_database));
  if (!found) return found.error();
  return !found->empty();
}

/// The statement that makes the new database like the one there is, or like none.
Result<std::string> DatabaseData::creation() {
  const auto found = m_console->query(std::string(k_properties) + quoted_literal(m_database));
  if (!found) return found.error();
  const std::string name = quoted_identifier(m_new);
  if (found->empty()) return fmt::format("CREATE DATABASE {} TEMPLATE template0", name);
  const clone::SqlRow& row = found->at(0);
  if (text_at(row, 4) == "t") {
    return Error{ErrorKind::usage,
                 "the database `" + m_database +
                     "` has settings, rights or a locale provider of its own, which would be lost",
                 "", "Put it back by hand: `tar -xf` the backup, then `pg_restore`."};
  }
  return fmt::format(
      "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}", name,
      quoted_identifier(text_at(row, 3)), quoted_literal(text_at(row, 0)),
      quoted_literal(text_at(row, 1)), quoted_literal(text_at(row, 2)));
}

/// Whoever is still connected to it, like a command that has just been interrupted, is sent away.
Result<void> DatabaseData::drop(const std::string& database) {
  return tell("DROP DATABASE IF EXISTS " + quoted_identifier(database) + " WITH (FORCE)");
}

Result<void> DatabaseData::prepare_empty() {
  const auto in = log_in();
  if (!in) return in;
  const auto statement = creation();
  if (!statement) return statement.error();
  const auto dropped = drop(m_new);
  if (!dropped) return dropped;
  m_prepared = true;
  return tell(*statement);
}

Result<void> DatabaseData::prepare(const data::SavedPart& saved,
                                   data::ArchiveReader::Source source) {
  const auto made = prepare_empty();
  if (!made) return made;
  const auto filled = run(saved, std::move(source),
                          "pg_restore --exit-on-error --single-transaction --no-password "
                          "--username=\"$2\" --dbname=\"$3\"",
                          m_new);
  if (!filled) return filled;
  auto console = SqlConsole::open(m_context, m_entrance, m_new);
  if (!console) return console.error();
  const auto rows = rows_seen_by(*console);
  if (!rows) return rows.error();
  const std::string different = data::difference(saved.rows, *rows);
  if (different.empty()) return {};
  return Error{ErrorKind::io,
               "what was put back of `" + m_database + "` is not what was saved: " + different};
}

/// Both renames are one transaction: at every moment there is a database of that name. Whoever is
/// connected is sent away; who comes back too early makes the rename fail, and it is tried again.
Result<void> DatabaseData::rename(const std::string& aside, const std::string& in) {
  const auto there = is_there();
  if (!there) return there.error();
  const std::string sql = fmt::format(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ({0}, {1}) "
      "AND pid <> pg_backend_pid(); {2}ALTER DATABASE {3} RENAME TO {4}",
      quoted_literal(m_database), quoted_literal(in),
      *there ? fmt::format("ALTER DATABASE {} RENAME TO {}; ", quoted_identifier(m_database),
                           quoted_identifier(aside))
             : "",
      quoted_identifier(in), quoted_identifier(m_database));
  for (int attempt = 1;; ++attempt) {
    const auto renamed = tell(sql);
    if (renamed || attempt == k_rename_attempts || m_console->state() != k_object_in_use)
      return renamed;
  }
}

Result<void> DatabaseData::swap() {
  const auto dropped = drop(m_old);
  if (!dropped) return dropped;
  const auto renamed = rename(m_old, m_new);
  if (renamed) m_prepared = false;
  return renamed;
}

Result<void> DatabaseData::swap_back() {
  const auto renamed = rename(m_new, m_old);
  if (renamed) m_prepared = true;
  return renamed;
}

Result<void> DatabaseData::finish() {
  return drop(m_old);
}

}  // namespace caisson::cli
