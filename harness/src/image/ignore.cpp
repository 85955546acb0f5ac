#include "image/ignore.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/text.hpp"

namespace caisson::image {
namespace {

/// Matches a pattern against a path, remembering what has failed: without that, `**/**/**` would
/// take exponential time.
class Matcher {
 public:
  Matcher(std::string_view pattern, std::string_view path)
      : m_pattern(pattern), m_path(path), m_failed((pattern.size() + 1) * (path.size() + 1)) {}

  bool matches(std::size_t p = 0, std::size_t s = 0) {
    if (p == m_pattern.size()) return s == m_path.size();
    const std::size_t state = p * (m_path.size() + 1) + s;
    if (m_failed[state]) return false;
    const bool found = step(p, s);
    if (!found) m_failed[state] = true;
    return found;
  }

 private:
  bool step(std::size_t p, std::size_t s) {
    if (m_pattern.substr(p).starts_with("**")) return any_folders(p + 2, s);
    if (m_pattern[p] == '*') return any_characters(p + 1, s);
    if (s == m_path.size()) return false;
    if (m_pattern[p] == '?') return m_path[s] != '/' && matches(p + 1, s + 1);
    if (m_pattern[p] == '[') {
      const auto after = in_class(p, m_path[s]);
      return after && m_path[s] != '/' && matches(*after, s + 1);
    }
    if (m_pattern[p] == '\\' && p + 1 < m_pattern.size()) ++p;
    return m_pattern[p] == m_path[s] && matches(p + 1, s + 1);
  }

  bool any_characters(std::size_t p, std::size_t s) {
    for (;; ++s) {
      if (matches(p, s)) return true;
      if (s == m_path.size() || m_path[s] == '/') return false;
    }
  }

  /// `**/` is any number of whole folders, also none; `**` before anything else is any text.
  bool any_folders(std::size_t p, std::size_t s) {
    const bool whole = p < m_pattern.size() && m_pattern[p] == '/';
    if (whole && matches(p + 1, s)) return true;
    for (; s < m_path.size(); ++s) {
      if (whole ? m_path[s] == '/' && matches(p + 1, s + 1) : matches(p, s)) return true;
    }
    return !whole && matches(p, s);
  }

  /// The position after the class that begins at `p`, when the character is in it.
  std::optional<std::size_t> in_class(std::size_t p, char character) const {
    const bool negated = ++p < m_pattern.size() && m_pattern[p] == '^';
    if (negated) ++p;
    bool found = false;
    for (bool first = true; p < m_pattern.size() && (first || m_pattern[p] != ']'); first = false) {
      const char low = literal(p);
      char high = low;
      if (p + 1 < m_pattern.size() && m_pattern[p] == '-' && m_pattern[p + 1] != ']') {
        ++p;
        high = literal(p);
      }
      found = found || (low <= character && character <= high);
    }
    if (p >= m_pattern.size() || found == negated) return std::nullopt;
    return p + 1;
  }

  char literal(std::size_t& p) const {
    if (m_pattern[p] == '\\' && p + 1 < m_pattern.size()) ++p;
    return m_pattern[p++];
  }

  std::string_view m_pattern;
  std::string_view m_path;
  std::vector<bool> m_failed;
};

/// As Go's filepath.Clean with the leading slash taken off.
std::string cleaned(std::string_view pattern) {
  std::string text = std::filesystem::path(pattern).lexically_normal().generic_string();
  while (text.starts_with('/'))
    text.erase(0, 1);
  while (text.ends_with('/'))
    text.pop_back();
  return text;
}

/// Calls `look` with a path and every folder above it, the shortest first, until it says true.
template <class Look>
bool any_prefix(std::string_view path, Look look) {
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/', slash + 1)) {
    if (look(path.substr(0, slash))) return true;
  }
  return look(path);
}

}  // namespace

bool ignore_pattern_matches(std::string_view pattern, std::string_view path) {
  return Matcher(pattern, path).matches();
}

IgnoreRules::IgnoreRules(std::string_view file) {
  if (file.starts_with("\xef\xbb\xbf")) file.remove_prefix(3);
  for (const auto& whole : split(file, '\n')) {
    if (whole.starts_with('#')) continue;
    auto line = trim(whole);
    if (line.empty()) continue;
    const bool exception = line.starts_with('!');
    if (exception) line = trim(line.substr(1));
    std::string pattern = cleaned(line);
    if (pattern.empty() || pattern == ".") continue;
    m_rules.push_back({std::move(pattern), exception});
  }
}

bool IgnoreRules::excludes(std::string_view path) const {
  for (auto rule = m_rules.rbegin(); rule != m_rules.rend(); ++rule) {
    const auto applies = [&](std::string_view prefix) {
      return ignore_pattern_matches(rule->pattern, prefix);
    };
    if (any_prefix(path, applies)) return !rule->exception;
  }
  return false;
}

bool IgnoreRules::may_include_below(std::string_view folder) const {
  const std::string below = std::string(folder) + "/";
  for (const auto& rule : m_rules) {
    if (!rule.exception) continue;
    const auto literal =
        std::string_view(rule.pattern).substr(0, rule.pattern.find_first_of("*?[\\"));
    if (literal.starts_with(below) || std::string_view(below).starts_with(literal)) return true;
  }
  return false;
}

}  // namespace caisson::image
