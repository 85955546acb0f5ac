#include "import/yaml.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

namespace caisson::import {
namespace {

/// Leaves the parser of yaml-cpp, which knows no other way out.
struct Refusal {
  Error error;
};

[[noreturn]] void refuse(const Origin& origin, const YAML::Mark& mark, std::string message,
                         std::string remedy = {}) {
  throw Refusal{Error{ErrorKind::manifest, std::move(message),
                      fmt::format("{}:{}:{}", origin.path, mark.line + 1, mark.column + 1),
                      std::move(remedy)}};
}

/// Builds nodes from the events of the parser, which does not expand aliases: so they can be
/// counted before they are.
class Builder final : public YAML::EventHandler {
 public:
  explicit Builder(const std::shared_ptr<const Origin>& origin) : m_origin(origin) {}

  Node take() { return std::move(m_root); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(mark, make(mark, Node::Kind::null, ""), anchor, 1);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node = make(mark, Node::Kind::scalar, tag);
    node.text = value;
    node.quoted = tag == "!" || tag == k_string;
    // `!reset null`: a tag keeps yaml-cpp from seeing the null.
    if (!node.tag.empty() && (value == "null" || value == "~" || value.empty()))
      node.kind = Node::Kind::null;
    add(mark, std::move(node), anchor, 1);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, make(mark, Node::Kind::list, tag), anchor);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, make(mark, Node::Kind::map, tag), anchor);
  }
  void OnMapEnd() override {
    merge(m_open.back());
    close();
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = m_anchors.find(anchor);
    if (found == m_anchors.end())
      refuse(*m_origin, mark, "the alias stands inside of what it stands for", "take it out");
    add(mark, found->second.first, YAML::NullAnchor, found->second.second);
  }

 private:
  static constexpr std::string_view k_string = "tag:yaml.org,2002:str";

  struct Merge {
    YAML::Mark mark;
    Node value;
  };
  struct Open {
    YAML::Mark mark;
    YAML::anchor_t anchor;
    Node node;
    std::size_t before;  ///< values read before it
    std::optional<std::string> key{};
    YAML::Mark key_mark{};
    std::vector<Merge> merges{};
  };

  Node make(const YAML::Mark& mark, Node::Kind kind, const std::string& tag) const {
    Node node;
    node.kind = kind;
    node.line = mark.line + 1;
    node.origin = m_origin;
    if (tag == "!reset" || tag == "!override") {
      node.tag = tag;
    } else if (!tag.empty() && tag != "?" && tag != "!" && !tag.starts_with("tag:yaml.org,2002:")) {
      refuse(*m_origin, mark, fmt::format("the tag `{}` is not understood", tag),
             "compose knows `!reset` and `!override`");
    }
    return node;
  }

  void open(const YAML::Mark& mark, Node node, YAML::anchor_t anchor) {
    if (m_open.size() == k_deepest) {
      refuse(*m_origin, mark, fmt::format("is nested more than {} levels deep", k_deepest),
             "no compose file needs that");
    }
    m_open.push_back(Open{mark, anchor, std::move(node), m_values});
    count(mark, 1);
  }

  void close() {
    Open open = std::move(m_open.back());
    m_open.pop_back();
    const std::size_t values = m_values - open.before;
    m_values = open.before;  // `add` counts them
    add(open.mark, std::move(open.node), open.anchor, values);
  }

  void count(const YAML::Mark& mark, std::size_t values) {
    m_values += values;
    if (m_values <= k_most_values) return;
    refuse(*m_origin, mark, fmt::format("has more than {} values, aliases resolved", k_most_values),
           "an alias of aliases grows by itself: write out what is meant");
  }

  void add(const YAML::Mark& mark, Node node, YAML::anchor_t anchor, std::size_t values) {
    count(mark, values);
    if (anchor != YAML::NullAnchor) m_anchors[anchor] = {node, values};
    if (m_open.empty()) {
      m_root = std::move(node);
      return;
    }
    Open& open = m_open.back();
    if (open.node.kind == Node::Kind::list) {
      open.node.items.push_back(std::move(node));
    } else if (!open.key) {
      add_key(open, mark, node);
    } else if (*open.key == "<<") {
      open.merges.push_back({open.key_mark, std::move(node)});
      open.key.reset();
    } else {
      // A block begins below its key, an alias where it was anchored: people look for the key.
      const int line = open.key_mark.line + 1;
      if (node.kind != Node::Kind::scalar) node.line = line;
      open.node.entries.push_back({std::move(*open.key), line, std::move(node)});
      open.key.reset();
    }
  }

  void add_key(Open& open, const YAML::Mark& mark, const Node& key) const {
    if (key.kind != Node::Kind::scalar)
      refuse(*m_origin, mark, fmt::format("a key is a word, not {}", describe(key)));
    if (const Node* first = open.node.find(key.text)) {
      refuse(*m_origin, mark, fmt::format("the key `{}` is given twice", key.text),
             fmt::format("the first is in line {}: keep one of them", first->line));
    }
    open.key = key.text;
    open.key_mark = mark;
  }

  /// What is merged in fills in what the map does not say itself; of several maps the first wins.
  void merge(Open& open) const {
    for (const Merge& merge : open.merges) {
      const bool one = merge.value.kind == Node::Kind::map;
      const std::vector<Node> maps = one ? std::vector<Node>{merge.value} : merge.value.items;
      const auto is_map = [](const Node& map) { return map.kind == Node::Kind::map; };
      if (merge.value.kind == Node::Kind::null || merge.value.kind == Node::Kind::scalar ||
          !std::all_of(maps.begin(), maps.end(), is_map)) {
        refuse(*m_origin, merge.mark, "`<<` takes a map, or a list of maps",
               "write it like `<<: *defaults`");
      }
      for (const Node& map : maps) {
        for (const Entry& entry : map.entries) {
          if (open.node.find(entry.key) == nullptr) open.node.entries.push_back(entry);
        }
      }
    }
  }

  std::shared_ptr<const Origin> m_origin;
  Node m_root;
  std::vector<Open> m_open;
  std::map<YAML::anchor_t, std::pair<Node, std::size_t>> m_anchors;
  std::size_t m_values = 0;
};

/// Refuses a second document; what it holds is not looked at.
class Nothing final : public YAML::EventHandler {
 public:
  explicit Nothing(const Origin& origin) : m_origin(origin) {}
  void OnDocumentStart(const YAML::Mark& mark) override {
    refuse(m_origin, mark, "a second document begins here", "put it into a file of its own");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  const Origin& m_origin;
};

}  // namespace

Result<Node> parse_yaml(std::string_view text, const std::shared_ptr<const Origin>& origin) {
  if (text.size() > k_most_bytes) {
    return Error{ErrorKind::manifest, fmt::format("is longer than {} bytes", k_most_bytes),
                 origin->path, "is it a compose file?"};
  }
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    Builder builder(origin);
    parser.HandleNextDocument(builder);
    Nothing nothing(*origin);
    parser.HandleNextDocument(nothing);
    return builder.take();
  } catch (const Refusal& refusal) {
    return refusal.error;
  } catch (const YAML::Exception& cause) {
    return Error{ErrorKind::manifest, fmt::format("is not YAML: {}", cause.msg),
                 fmt::format("{}:{}:{}", origin->path, cause.mark.line + 1, cause.mark.column + 1)};
  }
}

}  // namespace caisson::import
