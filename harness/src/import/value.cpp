#include "import/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace caisson::import {
namespace {

/// A number without a sign at the front of a text, which it is taken from.
std::optional<double> take_number(std::string_view& text) {
  const std::size_t length = std::min(text.find_first_not_of("0123456789."), text.size());
  double value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + length, value);
  if (error != std::errc() || rest != text.data() + length) return std::nullopt;
  text.remove_prefix(length);
  return value;
}

std::optional<double> seconds_of_unit(std::string_view unit) {
  static constexpr std::pair<std::string_view, double> k_units[] = {
      {"us", 1e-6}, {"µs", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}};
  for (const auto& [name, seconds] : k_units) {
    if (unit == name) return seconds;
  }
  return std::nullopt;
}

std::optional<Duration> duration_of(std::string_view text) {
  constexpr double k_longest = 1e9;  // 31 years: far from the end of Duration
  double seconds = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const auto number = take_number(text);
    const std::size_t length = std::min(text.find_first_of("0123456789."), text.size());
    const auto unit = seconds_of_unit(text.substr(0, length));
    if (!number || !unit) return std::nullopt;
    seconds += *number * *unit;
    text.remove_prefix(length);
  }
  if (seconds > k_longest) return std::nullopt;
  return std::chrono::round<std::chrono::microseconds>(std::chrono::duration<double>(seconds));
}

std::optional<std::int64_t> bytes_of(std::string_view text) {
  static constexpr std::pair<std::string_view, double> k_units[] = {
      {"", 1},        {"b", 1},        {"k", 1 << 10}, {"kb", 1 << 10},
      {"m", 1 << 20}, {"mb", 1 << 20}, {"g", 1 << 30}, {"gb", 1 << 30}};
  constexpr double k_most = 1e18;
  const auto number = take_number(text);
  if (!number) return std::nullopt;
  const std::string written = to_lower(trim(text));
  for (const auto& [name, scale] : k_units) {
    if (written == name && *number * scale < k_most)
      return static_cast<std::int64_t>(*number * scale);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> Value::text() const {
  if (is_scalar() && !is_truth_value(*m_node) && !is_number(*m_node)) return m_node->text;
  unexpected("text");
  return std::nullopt;
}

std::optional<std::string> Value::scalar() const {
  if (is_scalar()) return m_node->text;
  unexpected("one value");
  return std::nullopt;
}

std::optional<bool> Value::flag() const {
  const std::string word = is_scalar() ? to_lower(m_node->text) : "";
  if (word == "true" || word == "false") return word == "true";
  unexpected("true or false");
  return std::nullopt;
}

std::optional<std::int64_t> Value::whole() const {
  std::int64_t value = 0;
  const std::string& text = m_node->text;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (is_scalar() && error == std::errc() && rest == text.data() + text.size()) return value;
  unexpected("a whole number");
  return std::nullopt;
}

std::optional<double> Value::number() const {
  std::string_view text = m_node->text;
  if (is_scalar()) {
    const auto value = take_number(text);
    if (value && text.empty()) return value;
  }
  unexpected("a number of at least 0");
  return std::nullopt;
}

std::optional<Duration> Value::duration() const {
  if (is_scalar()) {
    if (const auto duration = duration_of(m_node->text)) return duration;
  }
  unexpected("a duration like `1m30s`");
  return std::nullopt;
}

std::optional<std::int64_t> Value::bytes() const {
  if (is_scalar()) {
    if (const auto bytes = bytes_of(m_node->text)) return bytes;
  }
  unexpected("an amount like `512m`");
  return std::nullopt;
}

Value Value::item(std::size_t index) const {
  return {m_node->items[index], fmt::format("{}[{}]", m_address, index), *m_report};
}

std::vector<Value> Value::items() const {
  if (!is_list() && !is_null()) unexpected("a list");
  std::vector<Value> items;
  for (std::size_t i = 0; i < m_node->items.size(); ++i)
    items.push_back(item(i));
  return items;
}

std::vector<Value> Value::items_or_one() const {
  if (is_scalar()) return {*this};
  return items();
}

std::vector<std::string> Value::texts() const {
  std::vector<std::string> texts;
  for (const Value& item : items()) {
    if (auto text = item.scalar()) texts.push_back(std::move(*text));
  }
  return texts;
}

std::vector<std::string> Value::texts_or_one() const {
  if (is_scalar()) return {m_node->text};
  return texts();
}

Value Value::under(std::string_view key, const Node& node) const {
  return {node, m_address.empty() ? std::string(key) : fmt::format("{}.{}", m_address, key),
          *m_report};
}

std::vector<std::pair<std::string, Value>> Value::entries() const {
  if (!is_map() && !is_null()) unexpected("a map");
  std::vector<std::pair<std::string, Value>> entries;
  for (const Entry& entry : m_node->entries)
    entries.emplace_back(entry.key, under(entry.key, entry.value));
  return entries;
}

Fields Value::fields() const {
  if (!is_map() && !is_null()) unexpected("a map");
  return Fields(*this);
}

void Value::error(std::string message, std::string remedy) const {
  m_report->add(Finding::Kind::error, *m_node, m_address, std::move(message), std::move(remedy));
}

void Value::loss(std::string message, std::string remedy) const {
  m_report->add(Finding::Kind::loss, *m_node, m_address, std::move(message), std::move(remedy));
}

void Value::note(std::string message, std::string remedy) const {
  m_report->add(Finding::Kind::note, *m_node, m_address, std::move(message), std::move(remedy));
}

void Value::unexpected(std::string_view expected) const {
  error(fmt::format("expected {}, got {}", expected, describe(*m_node)));
}

std::optional<Value> Fields::find(std::string_view key) {
  if (std::find(m_known.begin(), m_known.end(), key) == m_known.end()) m_known.emplace_back(key);
  const Node* const node = m_map.node().find(key);
  if (node == nullptr || node->kind == Node::Kind::null) return std::nullopt;
  return m_map.under(key, *node);
}

std::optional<Value> Fields::require(std::string_view key) {
  auto value = find(key);
  if (!value && m_map.is_map()) m_map.error(fmt::format("`{}` is missing", key));
  return value;
}

void Fields::finish() {
  if (!m_map.is_map()) return;
  for (const auto& [name, value] : m_map.entries()) {
    const bool known = std::find(m_known.begin(), m_known.end(), name) != m_known.end();
    if (!known && !name.starts_with("x-"))
      value.error(fmt::format("unknown key `{}`", name), did_you_mean(name, m_known));
  }
}

}  // namespace caisson::import
