#include "import/cmake_text.hpp"

#include "base/text.hpp"

namespace caisson::import {
namespace {

constexpr std::size_t k_width = 100;

/// Values on as few lines as they need, each begun with `indent`.
std::string filled(const std::vector<std::string>& values, const std::string& indent) {
  std::string text;
  std::string line;
  for (const std::string& value : values) {
    if (!line.empty() && line.size() + 1 + value.size() >= k_width) {
      text += line + "\n";
      line.clear();
    }
    line += line.empty() ? indent + value : " " + value;
  }
  return text + line;
}

}  // namespace

std::string cmake_argument(std::string_view value) {
  constexpr std::string_view k_plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=@%+,*?!|<>&~^'{}";
  if (!value.empty() && value.find_first_not_of(k_plain) == std::string_view::npos)
    return std::string(value);
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '\\' || c == '"' || c == '$') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

CMakeCall::CMakeCall(std::string command, std::string head)
    : m_begin(std::move(command) + "(" + std::move(head)) {}

CMakeCall& CMakeCall::add(std::string keyword, std::vector<std::string> values) {
  m_clauses.push_back({std::move(keyword), std::move(values)});
  return *this;
}

CMakeCall& CMakeCall::quote(std::string keyword, const std::vector<std::string>& values) {
  std::vector<std::string> quoted;
  for (const std::string& value : values)
    quoted.push_back(cmake_argument(value));
  return add(std::move(keyword), std::move(quoted));
}

std::string CMakeCall::Clause::line() const {
  if (values.empty()) return keyword;
  return keyword + (keyword.empty() ? "" : " ") + join(values, " ");
}

std::string CMakeCall::text() const {
  std::string one_line = m_begin;
  for (const Clause& clause : m_clauses)
    one_line += " " + clause.line();
  if (one_line.size() < k_width && one_line.find('\n') == std::string::npos)
    return one_line + ")\n";
  std::string text = m_begin;
  for (const Clause& clause : m_clauses) {
    const std::string line = "  " + clause.line();
    text += "\n";
    if (line.size() < k_width) {
      text += line;
    } else if (clause.keyword.empty()) {
      text += filled(clause.values, "  ");
    } else {
      text += "  " + clause.keyword + "\n" + filled(clause.values, "    ");
    }
  }
  return text + ")\n";
}

}  // namespace caisson::import
