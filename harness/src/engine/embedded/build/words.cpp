#include "engine/embedded/build/words.hpp"

#include <fmt/format.h>

#include <cctype>
#include <utility>

#include "base/text.hpp"

namespace caisson::engine::embedded::build {
namespace {

bool is_blank_sign(char c) {
  return c == ' ' || c == '\t';
}

bool is_name_sign(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

class Expansion {
 public:
  Expansion(std::string_view word, const Variables& variables)
      : m_rest(word), m_variables(variables) {}

  Result<std::string> run() {
    char quote = '\0';
    while (!m_rest.empty()) {
      const char c = take();
      if (quote == '\'') {
        if (c == '\'')
          quote = '\0';
        else
          m_text += c;
      } else if (c == quote && quote != '\0') {
        quote = '\0';
      } else if (quote == '\0' && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == '\\') {
        escape(quote == '"');
      } else if (c == '$') {
        if (auto expanded = variable(); !expanded) return expanded.error();
      } else {
        m_text += c;
      }
    }
    return std::move(m_text);
  }

 private:
  char take() {
    const char c = m_rest.front();
    m_rest.remove_prefix(1);
    return c;
  }

  /// In double quotes a backslash is one before `"`, `$` and itself only.
  void escape(bool quoted) {
    if (m_rest.empty()) {
      m_text += '\\';
      return;
    }
    const char c = take();
    if (quoted && c != '"' && c != '$' && c != '\\') m_text += '\\';
    m_text += c;
  }

  std::string take_name() {
    std::size_t size = 0;
    while (size < m_rest.size() && is_name_sign(m_rest[size]))
      ++size;
    std::string name(m_rest.substr(0, size));
    m_rest.remove_prefix(size);
    return name;
  }

  const std::string* value_of(const std::string& name) const {
    const auto found = m_variables.find(name);
    return found == m_variables.end() ? nullptr : &found->second;
  }

  Result<void> variable() {
    if (m_rest.starts_with('{')) return in_braces();
    const std::string name = take_name();
    if (name.empty()) {
      m_text += '$';
    } else if (const auto* value = value_of(name)) {
      m_text += *value;
    }
    return {};
  }

  Result<void> in_braces() {
    const std::string_view whole = m_rest;
    take();
    const std::string name = take_name();
    const auto refused = [&] {
      return Error{ErrorKind::image,
                   fmt::format("`${}` is no variable that is known here", whole),
                   {},
                   "`${name}`, `${name:-word}` and `${name:+word}` are"};
    };
    if (name.empty() || m_rest.empty()) return refused();
    const std::string* value = value_of(name);
    if (m_rest.front() == '}') {
      take();
      if (value != nullptr) m_text += *value;
      return {};
    }
    const bool colon = m_rest.front() == ':';
    if (colon) take();
    if (m_rest.empty() || (m_rest.front() != '-' && m_rest.front() != '+')) return refused();
    const bool otherwise = take() == '-';
    const auto end = closing_brace();
    if (end == std::string_view::npos) return refused();
    auto word = Expansion(m_rest.substr(0, end), m_variables).run();
    if (!word) return word.error();
    m_rest.remove_prefix(end + 1);
    const bool is_set = value != nullptr && !(colon && value->empty());
    if (otherwise) {
      m_text += is_set ? *value : *word;
    } else if (is_set) {
      m_text += *word;
    }
    return {};
  }

  std::size_t closing_brace() const {
    int open = 1;
    for (std::size_t at = 0; at < m_rest.size(); ++at) {
      if (m_rest[at] == '\\')
        ++at;
      else if (m_rest[at] == '{')
        ++open;
      else if (m_rest[at] == '}' && --open == 0)
        return at;
    }
    return std::string_view::npos;
  }

  std::string_view m_rest;
  const Variables& m_variables;
  std::string m_text;
};

/// Where a `=` outside of quotes stands.
std::size_t equals_in(std::string_view word) {
  const auto at = word.find('=');
  const auto quote = word.find_first_of("'\"");
  return quote < at ? word.npos : at;
}

}  // namespace

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool open = false;
  char quote = '\0';
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quote == '\0' && is_blank_sign(c)) {
      if (std::exchange(open, false)) words.push_back(std::exchange(word, {}));
      continue;
    }
    open = true;
    word += c;
    if (c == '\\' && quote != '\'' && at + 1 < text.size()) {
      word += text[++at];
    } else if (quote == c) {
      quote = '\0';
    } else if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
    }
  }
  if (open) words.push_back(std::move(word));
  return words;
}

Result<std::string> expand_word(std::string_view word, const Variables& variables) {
  return Expansion(word, variables).run();
}

Result<std::vector<std::string>> expand_words(std::string_view text, const Variables& variables) {
  std::vector<std::string> words = split_words(text);
  for (std::string& word : words) {
    auto expanded = expand_word(word, variables);
    if (!expanded) return expanded.error();
    word = std::move(*expanded);
  }
  return words;
}

Result<Pairs> expand_pairs(std::string_view text, const Variables& variables) {
  const std::vector<std::string> words = split_words(text);
  Pairs pairs;
  const auto add = [&](std::string_view name, std::string_view value) -> Result<void> {
    auto expanded_name = expand_word(name, variables);
    if (!expanded_name) return expanded_name.error();
    auto expanded_value = expand_word(value, variables);
    if (!expanded_value) return expanded_value.error();
    pairs.emplace_back(std::move(*expanded_name), std::move(*expanded_value));
    return {};
  };
  if (!words.empty() && equals_in(words.front()) == std::string::npos) {
    const auto value = trim(text.substr(words.front().size()));
    if (auto added = add(words.front(), value); !added) return added.error();
    return pairs;
  }
  for (const std::string& word : words) {
    const auto equals = equals_in(word);
    if (equals == word.npos) return Error{ErrorKind::image, fmt::format("`{}` has no `=`", word)};
    if (auto added = add(word.substr(0, equals), word.substr(equals + 1)); !added)
      return added.error();
  }
  return pairs;
}

}  // namespace caisson::engine::embedded::build
