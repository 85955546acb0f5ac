#include "render/kubernetes_environment.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "plan/environment.hpp"
#include "render/escape.hpp"
#include "render/kubernetes_object.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;
using Pieces = std::vector<plan::ValuePiece>;

class EnvironmentBuilder {
 public:
  EnvironmentBuilder(const KubernetesGraph& graph, const KubernetesService& service)
      : m_service(service), m_secret(environment_secret(graph, service)) {}

  Result<void> read() {
    for (const auto& [name, value] : m_service.service.env) {
      Result<Pieces> pieces = plan::pieces_of(value);
      if (!pieces) {
        Error error = pieces.error();
        error.place = fmt::format("{}: services.{}.env.{}", m_service.service.declared_at,
                                  m_service.service.name, name);
        return error;
      }
      m_values.emplace(name, std::move(*pieces));
    }
    return {};
  }

  KubernetesEnvironment build(const KubernetesGraph& graph) {
    if (!m_service.service.env_files.empty())
      m_environment.from.push_back({{"secretRef", {{"name", m_secret}}}});
    add_literals(graph);
    // A reference leads back only to what stands before it.
    for (const auto& [name, pieces] : m_values) {
      if (is_variable(pieces)) add_variable(name, pieces.front().text);
    }
    for (const auto& [name, pieces] : m_values) {
      if (!is_literal(pieces) && !is_variable(pieces)) add_composed(name, pieces);
    }
    return std::move(m_environment);
  }

 private:
  static bool is_literal(const Pieces& pieces) {
    return std::none_of(pieces.begin(), pieces.end(),
                        [](const plan::ValuePiece& piece) { return piece.is_variable; });
  }
  static bool is_variable(const Pieces& pieces) {
    return pieces.size() == 1 && pieces.front().is_variable;
  }

  void add_literals(const KubernetesGraph& graph) {
    Json data = Json::object();
    for (const auto& [name, pieces] : m_values) {
      if (is_literal(pieces)) data[name] = pieces.empty() ? "" : pieces.front().text;
    }
    if (data.empty()) return;
    const std::string map = m_service.name + "-environment";
    m_environment.from.push_back({{"configMapRef", {{"name", map}}}});
    m_environment.config_map = kubernetes_object(graph, "v1", "ConfigMap", map, m_service);
    (*m_environment.config_map)["data"] = std::move(data);
  }

  void add_variable(const std::string& name, const std::string& variable) {
    m_environment.entries.push_back(
        {{"name", name},
         {"valueFrom", {{"secretKeyRef", {{"name", m_secret}, {"key", variable}}}}}});
    m_environment.variables.insert(variable);
  }

  void add_composed(const std::string& name, const Pieces& pieces) {
    std::string value;
    for (const plan::ValuePiece& piece : pieces) {
      value += piece.is_variable ? fmt::format("$({})", entry_of(piece.text))
                                 : doubled_dollars(piece.text);
    }
    m_environment.entries.push_back({{"name", name}, {"value", value}});
  }

  /// The entry that has the value of a variable alone; made where there is none. It has the
  /// variable's name unless that is another entry's.
  std::string entry_of(const std::string& variable) {
    const auto same = m_values.find(variable);
    if (same != m_values.end() && is_variable(same->second) &&
        same->second.front().text == variable)
      return variable;
    const bool is_free = same == m_values.end() && !m_service.service.env_files.empty();
    std::string entry = is_free ? variable : "CAISSON_VALUE_" + variable;
    if (m_made.insert(entry).second) add_variable(entry, variable);
    return entry;
  }

  const KubernetesService& m_service;
  std::string m_secret;
  std::map<std::string, Pieces> m_values;
  std::set<std::string> m_made;
  KubernetesEnvironment m_environment;
};

}  // namespace

std::string environment_secret(const KubernetesGraph& graph, const KubernetesService& service) {
  const auto& files = service.service.env_files;
  const bool are_same =
      files.empty() ||
      std::all_of(graph.services.begin(), graph.services.end(), [&](const auto& entry) {
        const auto& others = entry.second.service.env_files;
        return others.empty() || others == files;
      });
  return (are_same ? graph.name : service.name) + "-environment";
}

Result<KubernetesEnvironment> kubernetes_environment(const KubernetesGraph& graph,
                                                     const KubernetesService& service) {
  EnvironmentBuilder builder(graph, service);
  if (auto read = builder.read(); !read) return read.error();
  return builder.build(graph);
}

}  // namespace caisson::render
