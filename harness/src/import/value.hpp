#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "import/node.hpp"
#include "import/report.hpp"

namespace caisson::import {

class Fields;

/// A value under its address, `services.web.ports[0]`. What is read in the wrong type is an error
/// in the report, and becomes nothing. A view: node and report outlive it.
class Value {
 public:
  Value(const Node& node, std::string address, Report& report)
      : m_node(&node), m_address(std::move(address)), m_report(&report) {}

  const Node& node() const { return *m_node; }
  const std::string& address() const { return m_address; }

  bool is_null() const { return m_node->kind == Node::Kind::null; }
  bool is_scalar() const { return m_node->kind == Node::Kind::scalar; }
  bool is_list() const { return m_node->kind == Node::Kind::list; }
  bool is_map() const { return m_node->kind == Node::Kind::map; }

  /// A text; an unquoted number or truth value is none.
  std::optional<std::string> text() const;
  /// Any scalar as it is written.
  std::optional<std::string> scalar() const;
  std::optional<bool> flag() const;
  std::optional<std::int64_t> whole() const;
  std::optional<double> number() const;
  /// `1m30s`, `500ms`, `2h`, a sum as compose writes it.
  std::optional<Duration> duration() const;
  /// `512m`, `1.5gb`, `1024`: bytes, in powers of 1024.
  std::optional<std::int64_t> bytes() const;

  Value item(std::size_t index) const;
  /// The items of a list; of a null, none.
  std::vector<Value> items() const;
  /// The items of a list, or the value alone.
  std::vector<Value> items_or_one() const;
  /// The same as texts.
  std::vector<std::string> texts() const;
  std::vector<std::string> texts_or_one() const;
  /// The entries of a map; of a null, none.
  std::vector<std::pair<std::string, Value>> entries() const;
  /// What stands under a key of this map.
  Value under(std::string_view key, const Node& node) const;
  /// The entries of a map that is read key by key.
  Fields fields() const;

  void error(std::string message, std::string remedy = {}) const;
  void loss(std::string message, std::string remedy = {}) const;
  void note(std::string message, std::string remedy = {}) const;
  /// The type is wrong.
  void unexpected(std::string_view expected) const;

 private:
  const Node* m_node;
  std::string m_address;
  Report* m_report;
};

/// A map whose keys are known: asking for one makes it so, and `finish` reports the others, but for
/// extensions (`x-…`).
class Fields {
 public:
  explicit Fields(Value map) : m_map(std::move(map)) {}

  const Value& map() const { return m_map; }
  /// None where the key is absent or null.
  std::optional<Value> find(std::string_view key);
  bool has(std::string_view key) { return find(key).has_value(); }
  /// The value must be there.
  std::optional<Value> require(std::string_view key);
  void finish();

 private:
  Value m_map;
  std::vector<std::string> m_known;
};

}  // namespace caisson::import
