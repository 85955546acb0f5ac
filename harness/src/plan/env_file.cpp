#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "plan/environment.hpp"

namespace caisson::plan {
namespace {

/// A cursor over the text of one file.
class EnvFileParser {
 public:
  EnvFileParser(const EnvFile& file, const Lookup& outside)
      : m_file(file), m_outside(outside), m_rest(file.text) {
    constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";
    if (m_rest.starts_with(k_byte_order_mark)) m_rest.remove_prefix(k_byte_order_mark.size());
  }

  Result<Variables> run() {
    while (!m_rest.empty()) {
      skip_blanks();
      if (m_rest.empty()) break;
      if (m_rest.front() == '\n' || m_rest.front() == '#') {
        skip_line();
        continue;
      }
      if (auto entry = read_entry(); !entry) return entry.error();
    }
    return std::move(m_variables);
  }

 private:
  Result<void> read_entry() {
    const std::size_t end = m_rest.find_first_of("=\n#");
    const bool has_value = end != std::string_view::npos && m_rest[end] == '=';
    std::string_view name = trim(m_rest.substr(0, end));
    if (name.starts_with("export ") || name.starts_with("export\t")) name = trim(name.substr(7));
    if (name.empty() || name.find_first_of(" \t'\"$") != std::string_view::npos) {
      return error(fmt::format("`{}` cannot be the name of a variable", name), "say NAME=value");
    }
    const std::string key(name);
    if (!has_value) {
      if (auto value = m_outside(key)) m_variables[key] = *value;
      skip_line();
      return {};
    }
    m_rest.remove_prefix(end + 1);
    skip_blanks();
    Result<std::string> value = read_value();
    if (!value) return value.error();
    m_variables[key] = *value;
    return {};
  }

  Result<std::string> read_value() {
    if (m_rest.starts_with('\'')) return read_single_quoted();
    if (m_rest.starts_with('"')) return read_double_quoted();
    std::string_view line = m_rest.substr(0, m_rest.find('\n'));
    const std::size_t length = line.size();
    for (std::size_t i = 0; i < line.size(); ++i) {
      const bool after_blank = i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t';
      if (line[i] == '#' && after_blank) line = line.substr(0, i);
    }
    Result<std::string> value = expand(trim(line), lookup());
    if (!value) return at_this_line(value.error());
    m_rest.remove_prefix(length);
    return value;
  }

  Result<std::string> read_single_quoted() {
    const std::size_t end = m_rest.find('\'', 1);
    if (end == std::string_view::npos) return error("the single quote is not closed", "close it");
    std::string value(m_rest.substr(1, end - 1));
    return finish_quoted(std::move(value), end + 1);
  }

  /// Escapes are undone here; an escaped dollar reaches `expand` as `$$`.
  Result<std::string> read_double_quoted() {
    std::string raw;
    for (std::size_t i = 1; i < m_rest.size(); ++i) {
      const char c = m_rest[i];
      if (c == '"') {
        Result<std::string> value = expand(raw, lookup());
        if (!value) return at_this_line(value.error());
        return finish_quoted(std::move(*value), i + 1);
      }
      if (c != '\\' || i + 1 == m_rest.size()) {
        raw += c;
        continue;
      }
      append_escape(raw, m_rest[++i]);
    }
    return error("the double quote is not closed", "close it");
  }

  static void append_escape(std::string& raw, char c) {
    switch (c) {
      case 'n':
        raw += '\n';
        break;
      case 'r':
        raw += '\r';
        break;
      case 't':
        raw += '\t';
        break;
      case '$':
        raw += "$$";
        break;
      case '\\':
      case '"':
        raw += c;
        break;
      default:
        raw += '\\';
        raw += c;
    }
  }

  /// After the closing quote only blanks and a comment may follow.
  Result<std::string> finish_quoted(std::string value, std::size_t length) {
    const std::string_view quoted = m_rest.substr(0, length);
    const std::string_view after = trim(m_rest.substr(length, m_rest.find('\n', length) - length));
    if (!after.empty() && after.front() != '#') {
      return error(fmt::format("`{}` follows the closing quote", after), "quote the whole value");
    }
    m_line += std::count(quoted.begin(), quoted.end(), '\n');
    m_rest.remove_prefix(length);
    skip_to_line_end();
    return value;
  }

  Lookup lookup() const {
    return [this](const std::string& name) -> std::optional<std::string> {
      if (const auto found = m_variables.find(name); found != m_variables.end()) {
        return found->second;
      }
      return m_outside(name);
    };
  }

  void skip_blanks() {
    m_rest.remove_prefix(std::min(m_rest.find_first_not_of(" \t\r"), m_rest.size()));
  }
  void skip_to_line_end() { m_rest.remove_prefix(std::min(m_rest.find('\n'), m_rest.size())); }
  void skip_line() {
    skip_to_line_end();
    if (m_rest.empty()) return;
    m_rest.remove_prefix(1);
    ++m_line;
  }

  Error error(std::string message, std::string remedy) const {
    return at_this_line(Error{ErrorKind::usage, std::move(message), "", std::move(remedy)});
  }
  Error at_this_line(Error error) const {
    error.place = fmt::format("{}:{}", m_file.path, m_line);
    return error;
  }

  const EnvFile& m_file;
  const Lookup& m_outside;
  std::string_view m_rest;
  std::ptrdiff_t m_line = 1;
  Variables m_variables;
};

}  // namespace

Result<Variables> parse_env_file(const EnvFile& file, const Lookup& outside) {
  return EnvFileParser(file, outside).run();
}

}  // namespace caisson::plan
