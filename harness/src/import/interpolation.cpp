#include "import/interpolation.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace caisson::import {
namespace {

constexpr std::string_view k_begin = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
constexpr std::string_view k_letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
/// Deeper than any person nests them, and far from the end of the stack.
constexpr int k_deepest = 32;

Error not_understood(std::string_view what) {
  return Error{ErrorKind::manifest, fmt::format("`{}` is not understood", what), "",
               "say `${NAME}` for a variable and `$$` for a dollar sign"};
}

/// The name that a text begins with; empty when it begins with none.
std::string_view name_at(std::string_view text) {
  if (text.empty() || k_begin.find(text.front()) == std::string_view::npos) return {};
  return text.substr(0, std::min(text.find_first_not_of(k_letters), text.size()));
}

/// Where the `}` stands that ends the `${` in front of `text`; npos when nothing does.
std::size_t end_of_braces(std::string_view text) {
  int depth = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("$$")) {
      ++i;
    } else if (text.substr(i).starts_with("${")) {
      ++depth;
    } else if (text[i] == '}' && --depth == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

class Interpolation {
 public:
  explicit Interpolation(const plan::Lookup& variables) : m_variables(variables) {}

  Result<void> run(std::string_view text, int depth) {
    if (depth == k_deepest) return not_understood(text);
    while (!text.empty()) {
      const std::size_t dollar = std::min(text.find('$'), text.size());
      literal(text.substr(0, dollar));
      text.remove_prefix(dollar);
      if (text.empty()) break;
      if (text.starts_with("$$")) {
        m_result.text += '$';
        m_result.deferred += "$$";
        text.remove_prefix(2);
      } else if (text.starts_with("${")) {
        const std::size_t end = end_of_braces(text.substr(2));
        if (end == std::string_view::npos) return not_understood(text);
        if (auto done = braces(text.substr(2, end), depth); !done) return done;
        text.remove_prefix(end + 3);
      } else {
        const std::string_view name = name_at(text.substr(1));
        if (name.empty()) return not_understood(text);
        plain(std::string(name));
        text.remove_prefix(name.size() + 1);
      }
    }
    return {};
  }

  Interpolated take() { return std::move(m_result); }

 private:
  void literal(std::string_view text) {
    m_result.text += text;
    m_result.deferred += text;
  }

  void value(const std::string& name, const std::string& value) {
    m_result.text += value;
    m_result.deferred += "${" + name + "}";
    m_result.variables.push_back(name);
  }

  void plain(const std::string& name) {
    if (const auto found = m_variables(name)) {
      value(name, *found);
    } else {
      m_result.unset.push_back(name);
    }
  }

  /// What stands between `${` and `}`.
  Result<void> braces(std::string_view inside, int depth) {
    const std::string name(name_at(inside));
    std::string_view rest = inside.substr(name.size());
    if (name.empty()) return not_understood(fmt::format("${{{}}}", inside));
    if (rest.empty()) {
      plain(name);
      return {};
    }
    const bool empty_counts_as_unset = rest.front() == ':';
    if (empty_counts_as_unset) rest.remove_prefix(1);
    const char sign = rest.empty() ? '\0' : rest.front();
    if (sign != '-' && sign != '?' && sign != '+')
      return not_understood(fmt::format("${{{}}}", inside));
    rest.remove_prefix(1);
    const auto found = m_variables(name);
    const bool set = found && !(empty_counts_as_unset && found->empty());
    if (sign == '+') return set ? run(rest, depth + 1) : Result<void>();
    if (set) {
      value(name, *found);
      return {};
    }
    return sign == '-' ? run(rest, depth + 1) : required(name, rest, depth);
  }

  /// `${NAME:?message}` of a variable that is not set.
  Result<void> required(const std::string& name, std::string_view message, int depth) {
    Interpolation words(m_variables);
    if (auto done = words.run(message, depth + 1); !done) return done;
    const std::string text = words.take().text;
    return Error{
        ErrorKind::manifest,
        fmt::format("the variable `{}` must be set{}{}", name, text.empty() ? "" : ": ", text), "",
        "set it in the environment, or in `.env` beside the file"};
  }

  const plan::Lookup& m_variables;
  Interpolated m_result;
};

}  // namespace

Result<Interpolated> interpolate(std::string_view text, const plan::Lookup& variables) {
  Interpolation interpolation(variables);
  if (auto done = interpolation.run(text, 0); !done) return done.error();
  return interpolation.take();
}

}  // namespace caisson::import
