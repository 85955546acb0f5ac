#include "import/merge.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace caisson::import {
namespace {

template <std::size_t Size>
bool is_one_of(std::string_view key, const std::array<std::string_view, Size>& keys) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// Keys whose value may be written as a list or as a map.
constexpr std::array<std::string_view, 9> k_list_or_map{
    "environment", "labels",      "args",
    "sysctls",     "annotations", "depends_on",
    "networks",    "extra_hosts", "additional_contexts"};

/// Keys whose value is replaced as a whole.
constexpr std::array<std::string_view, 3> k_replaced{"command", "entrypoint", "test"};

/// Lists whose items go by where they are mounted.
constexpr std::array<std::string_view, 3> k_mounts{"volumes", "secrets", "configs"};

/// Where an item of `volumes`, `secrets` or `configs` is mounted.
std::string target_of(const Node& item) {
  if (item.kind != Node::Kind::map) {
    const std::vector<std::string> parts = split(item.text, ':');
    return parts.size() > 1 ? parts[1] : parts[0];
  }
  if (const Node* target = item.find("target")) return target->text;
  const Node* const source = item.find("source");
  return source == nullptr ? "" : source->text;
}

/// What a name in a list stands for where the map's form has more to say.
Node default_of(const Node& item, std::string_view key) {
  Node value;
  value.line = item.line;
  value.origin = item.origin;
  if (key != "depends_on") return value;
  Node condition = value;
  condition.kind = Node::Kind::scalar;
  condition.text = condition.deferred = "service_started";
  condition.quoted = true;
  value.kind = Node::Kind::map;
  value.entries.push_back({"condition", item.line, condition});
  return value;
}

bool same_scalar(const Node& a, const Node& b) {
  return a.kind == Node::Kind::scalar && b.kind == Node::Kind::scalar && a.text == b.text;
}

Node merge_lists(Node base, const Node& over, std::string_view key) {
  for (const Node& item : over.items) {
    if (is_one_of(key, k_mounts)) {
      std::erase_if(base.items, [&](const Node& old) { return target_of(old) == target_of(item); });
    }
    const bool there = std::any_of(base.items.begin(), base.items.end(),
                                   [&](const Node& old) { return same_scalar(old, item); });
    if (!there) base.items.push_back(item);
  }
  return base;
}

Node merge_maps(Node base, const Node& over) {
  for (const Entry& entry : over.entries) {
    Node* const old = base.find(entry.key);
    if (entry.value.tag == "!reset") {
      std::erase_if(base.entries, [&](const Entry& one) { return one.key == entry.key; });
    } else if (old == nullptr) {
      base.entries.push_back(entry);
    } else {
      *old = merge(std::move(*old), entry.value, entry.key);
    }
  }
  return base;
}

}  // namespace

Node as_map(const Node& node, std::string_view key) {
  if (node.kind != Node::Kind::list) return node;
  Node map = node;
  map.kind = Node::Kind::map;
  map.items.clear();
  const std::string_view separator = key == "extra_hosts" ? "=:" : "=";
  for (const Node& item : node.items) {
    if (item.kind != Node::Kind::scalar) return node;
    const std::size_t at = item.text.find_first_of(separator);
    Node value = default_of(item, key);
    if (at != std::string::npos) {
      value.kind = Node::Kind::scalar;
      value.text = item.text.substr(at + 1);
      const std::size_t deferred_at = item.deferred.find_first_of(separator);
      value.deferred =
          deferred_at == std::string::npos ? "" : item.deferred.substr(deferred_at + 1);
      value.quoted = true;
    }
    const std::string name = item.text.substr(0, at);
    if (Node* old = map.find(name)) {
      *old = std::move(value);
    } else {
      map.entries.push_back({name, item.line, std::move(value)});
    }
  }
  return map;
}

Node merge(Node base, const Node& over, std::string_view key) {
  if (over.tag == "!override" || over.tag == "!reset" || is_one_of(key, k_replaced)) return over;
  if (over.kind == Node::Kind::null) return base;
  if (is_one_of(key, k_list_or_map) && base.kind != over.kind)
    return merge_maps(as_map(base, key), as_map(over, key));
  if (is_one_of(key, k_list_or_map) && over.kind == Node::Kind::list && key != "networks")
    return merge_maps(as_map(base, key), as_map(over, key));
  if (base.kind == Node::Kind::map && over.kind == Node::Kind::map) return merge_maps(base, over);
  if (base.kind == Node::Kind::list && over.kind == Node::Kind::list)
    return merge_lists(std::move(base), over, key);
  return over;
}

}  // namespace caisson::import
