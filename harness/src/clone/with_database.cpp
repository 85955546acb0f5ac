#include "clone/with_database.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "clone/percent.hpp"

namespace caisson::clone {
namespace {

/// What one way of writing makes of a value: none, if it is not written so or names another
/// database.
using Rewritten = std::optional<std::string>;

/// The length of `jdbc:postgresql:` or `postgres[ql][+driver]:` at the front; 0: neither.
std::size_t scheme_length(std::string_view value) {
  const auto colon = value.find(':');
  if (colon == value.npos) return 0;
  std::string scheme = to_lower(value.substr(0, colon));
  if (scheme == "jdbc") {
    constexpr std::string_view whole = "jdbc:postgresql:";
    return to_lower(value.substr(0, whole.size())) == whole ? whole.size() : 0;
  }
  scheme = scheme.substr(0, scheme.find('+'));
  return scheme == "postgres" || scheme == "postgresql" ? colon + 1 : 0;
}

Rewritten rewrite_url(const std::string& value, const std::string& base, const std::string& other) {
  const std::size_t scheme = scheme_length(value);
  if (scheme == 0) return std::nullopt;
  const std::size_t end = std::min(value.find_first_of("?#", scheme), value.size());
  std::size_t path = scheme;  // `jdbc:postgresql:shop`
  if (value.compare(scheme, 2, "//") == 0) {
    path = std::min(value.find('/', scheme + 2), end);
    if (path < end) ++path;
  }
  bool changed = false;
  std::string result = value.substr(0, path);
  const std::string name = value.substr(path, end - path);
  changed = percent_decoded(name) == base;
  result += changed ? percent_encoded(other) : name;
  const std::size_t fragment = std::min(value.find('#', end), value.size());
  if (end < fragment) {
    std::vector<std::string> parameters =
        split(std::string_view(value).substr(end + 1, fragment - end - 1), '&');
    for (std::string& parameter : parameters) {
      constexpr std::string_view key = "dbname=";
      if (!parameter.starts_with(key) || percent_decoded(parameter.substr(key.size())) != base)
        continue;
      parameter = std::string(key) + percent_encoded(other);
      changed = true;
    }
    result += "?" + join(parameters, "&");
  }
  if (!changed) return std::nullopt;
  return result + value.substr(fragment);
}

/// Reads a libpq connection string
/// (https://www.postgresql.org/docs/17/libpq-connect.html#LIBPQ-CONNSTRING).
class ConnectionString {
 public:
  explicit ConnectionString(std::string_view text) : m_text(text) {}

  struct Setting {
    std::string key;
    std::string value;
    std::size_t begin = 0;  ///< of the value as written
    std::size_t end = 0;
  };

  /// None when the text is not one.
  std::optional<std::vector<Setting>> settings() {
    std::vector<Setting> found;
    for (skip_blanks(); m_at < m_text.size(); skip_blanks()) {
      Setting setting;
      while (m_at < m_text.size() && (std::isalnum(here()) != 0 || here() == '_'))
        setting.key += m_text[m_at++];
      skip_blanks();
      if (setting.key.empty() || m_at == m_text.size() || here() != '=') return std::nullopt;
      ++m_at;
      skip_blanks();
      setting.begin = m_at;
      if (!read_value(setting.value)) return std::nullopt;
      setting.end = m_at;
      found.push_back(std::move(setting));
    }
    return found;
  }

  static std::string written(std::string_view value) {
    if (!value.empty() && value.find_first_of(" \t\n'\\") == value.npos) return std::string(value);
    std::string quoted = "'";
    for (const char byte : value) {
      if (byte == '\'' || byte == '\\') quoted += '\\';
      quoted += byte;
    }
    return quoted + "'";
  }

 private:
  unsigned char here() const { return static_cast<unsigned char>(m_text[m_at]); }
  void skip_blanks() {
    while (m_at < m_text.size() && std::isspace(here()) != 0)
      ++m_at;
  }
  bool read_value(std::string& value) {
    const bool quoted = m_at < m_text.size() && here() == '\'';
    if (quoted) ++m_at;
    for (; m_at < m_text.size(); ++m_at) {
      if (quoted ? here() == '\'' : std::isspace(here()) != 0) break;
      if (here() == '\\' && m_at + 1 < m_text.size()) ++m_at;
      value += m_text[m_at];
    }
    if (!quoted) return true;
    return m_at < m_text.size() && m_text[m_at++] == '\'';
  }

  std::string_view m_text;
  std::size_t m_at = 0;
};

Rewritten rewrite_libpq(const std::string& value, const std::string& base,
                        const std::string& other) {
  const auto settings = ConnectionString(value).settings();
  if (!settings) return std::nullopt;
  std::string result;
  std::size_t done = 0;
  for (const auto& setting : *settings) {
    if (setting.key != "dbname" || setting.value != base) continue;
    result += value.substr(done, setting.begin - done) + ConnectionString::written(other);
    done = setting.end;
  }
  if (done == 0) return std::nullopt;
  return result + value.substr(done);
}

/// `key=value;…` with one key that names the database; `needs` must be a key too, if not empty.
Rewritten rewrite_list(std::string_view list, std::string_view key, std::string_view needs,
                       const std::string& base, const std::string& other) {
  std::vector<std::string> settings = split(list, ';');
  bool changed = false;
  bool has_needed = needs.empty();
  for (std::string& setting : settings) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos) continue;
    const std::string name = to_lower(trim(setting.substr(0, equals)));
    has_needed = has_needed || name == needs;
    if (name != key || trim(std::string_view(setting).substr(equals + 1)) != base) continue;
    setting = setting.substr(0, equals + 1) + other;
    changed = true;
  }
  if (!changed || !has_needed || other.find(';') != other.npos) return std::nullopt;
  return join(settings, ";");
}

Rewritten rewrite_semicolons(const std::string& value, const std::string& base,
                             const std::string& other) {
  constexpr std::string_view pdo = "pgsql:";
  if (value.starts_with(pdo)) {
    auto list = rewrite_list(std::string_view(value).substr(pdo.size()), "dbname", "", base, other);
    if (!list) return std::nullopt;
    return std::string(pdo) + *list;
  }
  // Npgsql's `Host` tells it from SQL Server's strings, which say `Server` or `Data Source`.
  return rewrite_list(value, "database", "host", base, other);
}

bool speaks_of_database(std::string_view variable) {
  constexpr std::array others{"MYSQL",  "MARIADB", "MONGO",      "MONGODB",  "REDIS",
                              "SQLITE", "MSSQL",   "CLICKHOUSE", "INFLUXDB", "ORACLE",
                              "NEO4J",  "COUCHDB", "CASSANDRA",  "DYNAMODB", "ELASTICSEARCH"};
  constexpr std::array ends{"DB", "DATABASE", "DBNAME", "PGDATABASE", "DATABASENAME"};
  std::vector<std::string> words = split(to_upper(variable), '_');
  words.erase(std::remove(words.begin(), words.end(), ""), words.end());
  for (const std::string& word : words)
    if (std::find(others.begin(), others.end(), word) != others.end()) return false;
  if (words.size() > 1 && words.back() == "NAME") words.pop_back();
  return !words.empty() && std::find(ends.begin(), ends.end(), words.back()) != ends.end();
}

}  // namespace

std::map<std::string, std::string> with_database(const std::map<std::string, std::string>& env,
                                                 const std::string& base,
                                                 const std::string& other) {
  std::map<std::string, std::string> changed = env;
  for (auto& [name, value] : changed) {
    if (value == base) {
      if (speaks_of_database(name)) value = other;
      continue;
    }
    for (const auto rewrite : {rewrite_url, rewrite_libpq, rewrite_semicolons}) {
      if (auto rewritten = rewrite(value, base, other)) {
        value = *std::move(rewritten);
        break;
      }
    }
  }
  return changed;
}

}  // namespace caisson::clone
