#include "import/node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace caisson::import {

const Node* Node::find(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &found->value;
}

Node* Node::find(std::string_view key) {
  return const_cast<Node*>(std::as_const(*this).find(key));
}

std::string place_of(const Node& node) {
  return fmt::format("{}:{}", node.origin ? node.origin->path : "", node.line);
}

std::string describe(const Node& node) {
  constexpr std::size_t k_longest = 60;
  switch (node.kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::map:
      return "a map";
    case Node::Kind::scalar:
      break;
  }
  if (node.text.size() > k_longest || node.text.find('\n') != std::string::npos)
    return "a long text";
  return fmt::format("`{}`", node.text);
}

bool is_truth_value(const Node& node) {
  if (node.kind != Node::Kind::scalar || node.quoted) return false;
  for (const char* word : {"true", "True", "TRUE", "false", "False", "FALSE"}) {
    if (node.text == word) return true;
  }
  return false;
}

bool is_number(const Node& node) {
  if (node.kind != Node::Kind::scalar || node.quoted || node.text.empty()) return false;
  const bool is_sign = node.text.front() == '+' || node.text.front() == '-';
  const char* const begin = node.text.data() + (is_sign ? 1 : 0);
  const char* const end = node.text.data() + node.text.size();
  if (begin == end || ((*begin < '0' || *begin > '9') && *begin != '.')) return false;
  double value = 0;
  const auto [rest, error] = std::from_chars(begin, end, value);
  return error == std::errc() && rest == end;
}

}  // namespace caisson::import
