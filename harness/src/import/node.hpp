#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace caisson::import {

/// A file that was read, as far as what stands in it needs to know.
struct Origin {
  std::string path;       ///< as messages name it
  std::string directory;  ///< where relative paths in it begin
};

struct Entry;

/// One value of a compose file. Aliases and merge keys are resolved already; the keys of a map keep
/// their order, and none is there twice.
struct Node {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  std::string text;      ///< of a scalar, variables put in
  std::string deferred;  ///< the same as a value of ENV: `${NAME}` where it depends on a variable
  bool quoted = false;   ///< a quoted scalar is text, whatever it looks like
  std::string tag;       ///< `!reset`, `!override`, or empty
  std::vector<Node> items;
  std::vector<Entry> entries;
  int line = 0;
  std::shared_ptr<const Origin> origin;

  /// The value of a key of a map; nullptr when it has none, or is no map.
  const Node* find(std::string_view key) const;
  Node* find(std::string_view key);
};

struct Entry {
  std::string key;
  int line = 0;
  Node value;
};

/// `compose.yaml:12`.
std::string place_of(const Node& node);

/// How a value is called in a message: itself when it is short and simple, else what it is.
std::string describe(const Node& node);

/// What YAML 1.2's core schema takes an unquoted scalar for (and YAML 1.1's `yes` and `no` are
/// text).
bool is_truth_value(const Node& node);
bool is_number(const Node& node);

}  // namespace caisson::import
