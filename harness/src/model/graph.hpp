#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/stack.hpp"

namespace caisson::model {

/// Names and the names they point to.
using Graph = std::map<std::string, std::vector<std::string>>;

/// The services and what they DEPEND on (never what they WANT).
Graph dependency_graph(const Stack& stack);

/// Cycles, each from its smallest name and back to it (`api`, `worker`, `api`). None of them shares
/// a name with another; empty exactly when the graph has no cycle. Deterministic; names pointed to
/// but not in the graph are passed over.
std::vector<std::vector<std::string>> find_cycles(const Graph& graph);

/// The services of a stack as numbers, in name order: built once, then walked without comparing
/// names. The stack outlives it.
class ServiceGraph {
 public:
  struct Edge {
    std::size_t to = 0;
    Condition condition = Condition::healthy;
  };

  explicit ServiceGraph(const Stack& stack);

  std::size_t size() const { return m_services.size(); }
  const Service& service(std::size_t index) const { return *m_services[index]; }
  /// What it depends on, as declared; unknown names are left out.
  const std::vector<Edge>& depends(std::size_t index) const { return m_depends[index]; }
  std::optional<std::size_t> find(std::string_view name) const;

  /// The roots and everything they depend on, directly or not; sorted.
  std::vector<std::size_t> closure(const std::vector<std::size_t>& roots) const;

 private:
  std::vector<const Service*> m_services;
  std::unordered_map<std::string_view, std::size_t> m_index;
  std::vector<std::vector<Edge>> m_depends;
};

/// What a mode starts by name: its services without those whose profile is off.
std::vector<std::string> services_of(const Stack& stack, const Mode& mode,
                                     const std::vector<std::string>& profiles);

/// Where a start begins: the services named (unknown ones are left out), and every service of a
/// profile that is on. A profile thus adds to a mode what is not needed but wanted
/// (`--profile monitoring`).
std::vector<std::size_t> roots_of(const ServiceGraph& graph,
                                  const std::vector<std::string>& services,
                                  const std::vector<std::string>& profiles);

/// A dependency that a start would need but whose profile is off.
struct HiddenDependency {
  const Service* dependant = nullptr;
  const Service* dependency = nullptr;
};

/// Among these members of a closure, with these profiles on. Who names a service switches its own
/// profile on, as far as its dependencies go.
std::vector<HiddenDependency> hidden_dependencies(const ServiceGraph& graph,
                                                  const std::vector<std::size_t>& members,
                                                  const std::vector<std::string>& services,
                                                  const std::vector<std::string>& profiles);

}  // namespace caisson::model
