#pragma once

#include <map>
#include <set>
#include <string>
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

/// The roots and everything they depend on, directly or not; unknown names are left out.
std::set<std::string> closure(const Stack& stack, const std::vector<std::string>& roots);

/// Where a start begins: the services named, and every service of a profile that is on. A profile
/// thus adds to a mode what is not needed but wanted (`--profile monitoring`). Sorted, without
/// doubles.
std::vector<std::string> roots_of(const Stack& stack, const std::vector<std::string>& services,
                                  const std::vector<std::string>& profiles);

/// A dependency that a start would need but whose profile is off.
struct HiddenDependency {
  const Service* dependant = nullptr;
  const Service* dependency = nullptr;
};

/// In the closure of the services named with these profiles on. Who names a service switches its
/// own profile on, as far as its dependencies go.
std::vector<HiddenDependency> hidden_dependencies(const Stack& stack,
                                                  const std::vector<std::string>& services,
                                                  const std::vector<std::string>& profiles);

}  // namespace caisson::model
