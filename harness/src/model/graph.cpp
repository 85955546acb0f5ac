#include "model/graph.hpp"

#include <algorithm>

namespace caisson::model {
namespace {

/// A depth-first walk that needs no call stack, so that a chain may be as long as it likes.
class CycleSearch {
 public:
  explicit CycleSearch(const Graph& graph) : m_graph(graph) {}

  std::vector<std::vector<std::string>> run() {
    for (const auto& [name, targets] : m_graph) {
      if (!m_seen.contains(name)) walk_from(name);
    }
    return std::move(m_cycles);
  }

 private:
  struct Frame {
    const std::string* name;
    const std::vector<std::string>* targets;
    std::size_t next = 0;
  };

  void walk_from(const std::string& start) {
    enter(start);
    while (!m_path.empty()) {
      Frame& top = m_path.back();
      if (top.next == top.targets->size()) {
        m_on_path.erase(*top.name);
        m_path.pop_back();
        continue;
      }
      const std::string& target = (*top.targets)[top.next++];
      if (m_on_path.contains(target)) {
        record(target);
      } else if (!m_seen.contains(target) && m_graph.contains(target)) {
        enter(target);
      }
    }
  }

  void enter(const std::string& name) {
    m_seen.insert(name);
    m_on_path.insert(name);
    const auto entry = m_graph.find(name);
    m_path.push_back(Frame{&entry->first, &entry->second});
  }

  void record(const std::string& target) {
    const auto first = std::find_if(m_path.begin(), m_path.end(),
                                    [&](const Frame& frame) { return *frame.name == target; });
    std::vector<std::string> cycle;
    for (auto frame = first; frame != m_path.end(); ++frame)
      cycle.push_back(*frame->name);
    const bool known = std::any_of(cycle.begin(), cycle.end(), [&](const std::string& name) {
      return m_in_cycle.contains(name);
    });
    if (known) return;
    m_in_cycle.insert(cycle.begin(), cycle.end());
    std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
    cycle.push_back(cycle.front());
    m_cycles.push_back(std::move(cycle));
  }

  const Graph& m_graph;
  std::set<std::string> m_seen;
  std::set<std::string> m_on_path;
  std::set<std::string> m_in_cycle;
  std::vector<Frame> m_path;
  std::vector<std::vector<std::string>> m_cycles;
};

}  // namespace

Graph dependency_graph(const Stack& stack) {
  Graph graph;
  for (const auto& [name, service] : stack.services) {
    std::vector<std::string>& targets = graph[name];
    for (const Dependency& dependency : service.depends)
      targets.push_back(dependency.service);
  }
  return graph;
}

std::vector<std::vector<std::string>> find_cycles(const Graph& graph) {
  return CycleSearch(graph).run();
}

std::set<std::string> closure(const Stack& stack, const std::vector<std::string>& roots) {
  std::set<std::string> reached;
  std::vector<std::string> open = roots;
  while (!open.empty()) {
    const std::string name = std::move(open.back());
    open.pop_back();
    const auto found = stack.services.find(name);
    if (found == stack.services.end() || !reached.insert(name).second) continue;
    for (const Dependency& dependency : found->second.depends)
      open.push_back(dependency.service);
  }
  return reached;
}

std::vector<std::string> roots_of(const Stack& stack, const std::vector<std::string>& services,
                                  const std::vector<std::string>& profiles) {
  std::set<std::string> roots(services.begin(), services.end());
  for (const auto& [name, service] : stack.services) {
    const bool is_on =
        std::find(profiles.begin(), profiles.end(), service.profile) != profiles.end();
    if (!service.profile.empty() && is_on) roots.insert(name);
  }
  return {roots.begin(), roots.end()};
}

std::vector<HiddenDependency> hidden_dependencies(const Stack& stack,
                                                  const std::vector<std::string>& services,
                                                  const std::vector<std::string>& profiles) {
  std::set<std::string> on(profiles.begin(), profiles.end());
  on.insert("");
  for (const std::string& name : services) {
    if (const auto named = stack.services.find(name); named != stack.services.end()) {
      on.insert(named->second.profile);
    }
  }
  std::vector<HiddenDependency> hidden;
  for (const std::string& name : closure(stack, roots_of(stack, services, profiles))) {
    const Service& dependant = stack.services.at(name);
    for (const Dependency& edge : dependant.depends) {
      const auto dependency = stack.services.find(edge.service);
      if (dependency != stack.services.end() && !on.contains(dependency->second.profile)) {
        hidden.push_back({&dependant, &dependency->second});
      }
    }
  }
  return hidden;
}

}  // namespace caisson::model
