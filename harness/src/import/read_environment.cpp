#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "import/draft.hpp"
#include "import/merge.hpp"
#include "import/path.hpp"

namespace caisson::import {
namespace {

bool is_variable_name(std::string_view name) {
  constexpr std::string_view k_inside =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  const bool begins_well = !name.empty() && (name.front() < '0' || name.front() > '9') &&
                           name.front() != '-' && name.front() != '.';
  return begins_well && name.find_first_not_of(k_inside) == std::string_view::npos;
}

/// The variables that a deferred value names.
std::vector<std::string> references_in(std::string_view deferred) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at + 1 < deferred.size(); ++at) {
    if (deferred[at] != '$') continue;
    if (deferred[at + 1] == '{') {
      const std::size_t end = deferred.find('}', at);
      names.emplace_back(deferred.substr(at + 2, end - at - 2));
    }
    ++at;  // `$$` is a dollar sign
  }
  return names;
}

/// A literal as a value of ENV.
std::string escaped(std::string_view text) {
  std::string value;
  for (const char c : text) {
    value += c;
    if (c == '$') value += '$';
  }
  return value;
}

class Environment {
 public:
  Environment(Context& context, Draft& draft) : m_context(context), m_draft(draft) {}

  void set(const std::string& name, const Value& value) {
    if (!is_variable_name(name)) {
      return value.error(fmt::format("`{}` cannot be the name of a variable", name),
                         "write it like `LOG_LEVEL`");
    }
    if (value.is_null()) return pass_through(name, value);
    const auto text = value.scalar();
    if (!text) return;
    m_draft.variables[name] = *text;
    m_draft.texts.push_back(*text);
    m_draft.service.env[name] =
        is_known_later(value.node().deferred, value) ? value.node().deferred : escaped(*text);
  }

 private:
  /// A name alone takes the value of whoever starts it.
  void pass_through(const std::string& name, const Value& value) {
    const bool in_file = m_context.project.dot_env.contains(name);
    if (!in_file && !m_context.request.environment(name)) {
      return value.note(fmt::format("the variable `{}` is not set: it is left out", name),
                        fmt::format("set it in `.env`, or write `{}: \"\"`", name));
    }
    if (in_file) name_dot_env(value);
    m_draft.service.env[name] = "${" + name + "}";
  }

  /// Whether all that a deferred value names can be found when the service starts.
  bool is_known_later(const std::string& deferred, const Value& value) {
    const auto names = references_in(deferred);
    const auto in_file = [&](const std::string& name) {
      return m_context.project.dot_env.contains(name);
    };
    const bool known = std::all_of(names.begin(), names.end(), [&](const std::string& name) {
      return in_file(name) || m_context.request.environment(name).has_value();
    });
    if (known && std::any_of(names.begin(), names.end(), in_file)) name_dot_env(value);
    return known;
  }

  /// Values stay in `.env`: it is read when the service starts.
  void name_dot_env(const Value& value) {
    const std::string path = m_context.project.directory + "/.env";
    auto& files = m_draft.service.env_files;
    if (std::find(files.begin(), files.end(), path) == files.end())
      files.insert(files.begin(), path);
    if (m_context.told_dot_env) return;
    m_context.told_dot_env = true;
    value.note("values of `.env` stay there, and `ENV_FILE .env` gives the service all of them",
               "keep values for one service in a file of its own");
  }

  Context& m_context;
  Draft& m_draft;
};

void read_env_file(const Value& item, Context& context, Draft& draft) {
  std::string path;
  bool required = true;
  if (item.is_map()) {
    Fields fields = item.fields();
    if (const auto value = fields.require("path")) path = value->text().value_or("");
    if (const auto value = fields.find("required")) required = value->flag().value_or(true);
    if (const auto value = fields.find("format"))
      value->loss("the file is read as compose reads it without a format");
    fields.finish();
  } else {
    path = item.text().value_or("");
  }
  if (path.empty()) return;
  path = path_at(item, path);
  const auto text = context.request.read(path);
  if (!text && !required) return;
  if (text) {
    const auto variables = plan::parse_env_file({path, *text}, context.request.environment);
    for (const auto& [name, value] : variables ? *variables : plan::Variables{})
      draft.variables.insert_or_assign(name, value);
  }
  auto& files = draft.service.env_files;
  if (std::find(files.begin(), files.end(), path) == files.end()) files.push_back(path);
}

}  // namespace

void read_environment(Fields& fields, Context& context, Draft& draft) {
  if (const auto files = fields.find("env_file")) {
    for (const Value& item : files->items_or_one())
      read_env_file(item, context, draft);
  }
  const auto environment = fields.find("environment");
  if (!environment) return;
  const Node map = as_map(environment->node(), "environment");
  Environment target(context, draft);
  for (const auto& [name, value] : Value(map, environment->address(), context.report).entries())
    target.set(name, value);
}

}  // namespace caisson::import
