#include "import/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "import/extends.hpp"
#include "import/interpolation.hpp"
#include "import/merge.hpp"
#include "import/path.hpp"
#include "import/value.hpp"
#include "import/yaml.hpp"

namespace caisson::import {
namespace {

/// The sections that files share by name.
constexpr const char* k_sections[] = {"services", "networks", "volumes", "secrets", "configs"};

/// Files that include two others each become many soon.
constexpr int k_most_reads = 1000;

class Loader {
 public:
  Loader(const Request& request, Report& report) : m_request(request), m_report(report) {}

  Result<Project> run() {
    Project project;
    project.directory = folder_of(m_request.files.front());
    auto dot_env = read_env(project.directory + "/.env", m_request.environment, false);
    if (!dot_env) return dot_env.error();
    project.dot_env = std::move(*dot_env);
    auto root =
        files(m_request.files, project.directory, over(m_request.environment, project.dot_env));
    if (!root) return root.error();
    project.root = std::move(*root);
    project.files = std::move(m_files);
    return project;
  }

 private:
  /// `first`, else what is in `second`, which is copied.
  static plan::Lookup over(plan::Lookup first, plan::Variables second) {
    return [first = std::move(first),
            second = std::move(second)](const std::string& name) -> std::optional<std::string> {
      if (auto found = first(name)) return found;
      const auto at = second.find(name);
      return at == second.end() ? std::nullopt : std::optional(at->second);
    };
  }

  Result<std::string> read(const std::string& path) {
    if (++m_reads > k_most_reads) {
      return Error{ErrorKind::manifest, fmt::format("more than {} files are read", k_most_reads),
                   "", "do files include each other?"};
    }
    if (std::find(m_files.begin(), m_files.end(), path) == m_files.end()) m_files.push_back(path);
    return m_request.read(path);
  }

  Result<plan::Variables> read_env(const std::string& path, const plan::Lookup& outside,
                                   bool required) {
    const auto text = read(path);
    if (!text && text.error().kind == ErrorKind::not_found && !required) return plan::Variables{};
    if (!text) return unreadable(text.error(), path);
    auto variables = plan::parse_env_file({shown(path), *text}, outside);
    if (!variables) {
      Error error = variables.error();
      error.kind = ErrorKind::manifest;
      return error;
    }
    return variables;
  }

  Error unreadable(Error error, const std::string& path) const {
    if (error.kind == ErrorKind::not_found) error.kind = ErrorKind::manifest;
    error.place = shown(path);
    return error;
  }

  std::string shown(const std::string& path) const {
    return m_request.base.empty() ? path : relative_to(m_request.base, path);
  }

  /// Files laid over each other, and what they include.
  Result<Node> files(const std::vector<std::string>& paths, const std::string& directory,
                     const plan::Lookup& variables) {
    Node root;
    for (const std::string& path : paths) {
      auto tree = file(path, directory, variables);
      if (!tree) return tree;
      root = root.kind == Node::Kind::null ? std::move(*tree) : merge(std::move(root), *tree);
    }
    return root;
  }

  Result<Node> file(const std::string& path, const std::string& directory,
                    const plan::Lookup& variables) {
    if (std::find(m_open.begin(), m_open.end(), path) != m_open.end()) {
      std::vector<std::string> chain;
      for (const std::string& open : m_open)
        chain.push_back(shown(open));
      chain.push_back(shown(path));
      return Error{ErrorKind::manifest,
                   fmt::format("the files include each other: `{}`", join(chain, " → ")),
                   shown(path), "take one `include` out"};
    }
    m_open.push_back(path);
    auto root = plain_file(path, directory, variables);
    if (root) {
      Extends extends(m_report, [&](const std::string& other) {
        return plain_file(other, folder_of(other), variables);
      });
      extends.resolve(*root, path);
      if (auto included = include(*root, variables); !included) root = included.error();
    }
    m_open.pop_back();
    return root;
  }

  /// One file by itself, variables put in.
  Result<Node> plain_file(const std::string& path, const std::string& directory,
                          const plan::Lookup& variables) {
    const auto text = read(path);
    if (!text) return unreadable(text.error(), path);
    const auto origin = std::make_shared<const Origin>(Origin{shown(path), directory});
    auto root = parse_yaml(*text, origin);
    if (!root) return root;
    root->origin = origin;
    if (root->kind != Node::Kind::map) {
      return Error{ErrorKind::manifest,
                   fmt::format("expected a map with `services`, got {}", describe(*root)),
                   place_of(*root), "is it a compose file?"};
    }
    put_in(Value(*root, "", m_report), *root, variables);
    return root;
  }

  /// Variables into all values, but not into keys.
  void put_in(const Value& value, Node& node, const plan::Lookup& variables) {
    for (std::size_t i = 0; i < node.items.size(); ++i)
      put_in(value.item(i), node.items[i], variables);
    for (Entry& entry : node.entries)
      put_in(value.under(entry.key, entry.value), entry.value, variables);
    node.deferred = node.text;
    if (node.kind != Node::Kind::scalar || node.text.find('$') == std::string::npos) return;
    const auto interpolated = interpolate(node.text, variables);
    if (!interpolated) {
      value.error(interpolated.error().message, interpolated.error().remedy);
      return;
    }
    for (const std::string& name : interpolated->unset) {
      value.note(fmt::format("the variable `{}` is not set: it becomes nothing", name),
                 fmt::format("give it a default, `${{{}:-…}}`, or set it in `.env`", name));
    }
    node.text = interpolated->text;
    node.deferred = interpolated->deferred;
    node.quoted = true;
  }

  Result<void> include(Node& root, const plan::Lookup& variables) {
    const Node* const list = root.find("include");
    if (list == nullptr) return {};
    const Node copy = *list;
    for (const Value& item : Value(copy, "include", m_report).items()) {
      auto other = included(item, root.origin->directory, variables);
      if (!other) return other.error();
      for (const char* section : k_sections)
        adopt(root, *other, section);
    }
    std::erase_if(root.entries, [](const Entry& entry) { return entry.key == "include"; });
    return {};
  }

  Result<Node> included(const Value& item, const std::string& directory,
                        const plan::Lookup& variables) {
    std::vector<std::string> paths;
    std::vector<std::string> env_files;
    std::string project;
    if (item.is_scalar()) {
      paths.push_back(resolve(directory, item.node().text));
    } else {
      Fields fields = item.fields();
      if (const auto path = fields.require("path")) {
        for (const std::string& text : path->texts_or_one())
          paths.push_back(resolve(directory, text));
      }
      if (const auto files = fields.find("env_file")) {
        for (const std::string& text : files->texts_or_one())
          env_files.push_back(resolve(directory, text));
      }
      if (const auto folder = fields.find("project_directory"))
        project = resolve(directory, folder->text().value_or(""));
      fields.finish();
    }
    if (paths.empty()) return Node{};
    if (project.empty()) project = folder_of(paths.front());
    const bool named = !env_files.empty();
    if (!named) env_files.push_back(project + "/.env");
    plan::Variables own;
    for (const std::string& path : env_files) {
      auto read = read_env(path, variables, named);
      if (!read) return read.error();
      for (auto& [name, value] : *read)
        own[name] = std::move(value);
    }
    return files(paths, project, over(variables, std::move(own)));
  }

  /// What an included file declares; two may not declare the same name, unless it is the same.
  void adopt(Node& root, const Node& other, const char* section) {
    const Node* const theirs = other.find(section);
    if (theirs == nullptr || theirs->kind != Node::Kind::map) return;
    if (root.find(section) == nullptr) {
      Node empty = *theirs;
      empty.entries.clear();
      root.entries.push_back({section, theirs->line, std::move(empty)});
    }
    Node& ours = *root.find(section);
    for (const Entry& entry : theirs->entries) {
      const Node* const first = ours.find(entry.key);
      if (first == nullptr) {
        ours.entries.push_back(entry);
      } else if (place_of(*first) != place_of(entry.value)) {
        m_report.add(Finding::Kind::error, entry.value, fmt::format("{}.{}", section, entry.key),
                     fmt::format("`{}` is declared here and at {}", entry.key, place_of(*first)),
                     "rename one of them, or use `extends`");
      }
    }
  }

  const Request& m_request;
  Report& m_report;
  int m_reads = 0;
  std::vector<std::string> m_files;
  std::vector<std::string> m_open;  ///< the chain of files that include each other
};

}  // namespace

Result<Project> load(const Request& request, Report& report) {
  return Loader(request, report).run();
}

}  // namespace caisson::import
