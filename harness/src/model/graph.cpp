#include "model/graph.hpp"

#include <algorithm>
#include <set>

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

ServiceGraph::ServiceGraph(const Stack& stack) {
  m_services.reserve(stack.services.size());
  m_index.reserve(stack.services.size());
  for (const auto& [name, service] : stack.services) {
    m_index.emplace(name, m_services.size());
    m_services.push_back(&service);
  }
  m_depends.resize(m_services.size());
  for (std::size_t from = 0; from < m_services.size(); ++from) {
    m_depends[from].reserve(m_services[from]->depends.size());
    for (const Dependency& dependency : m_services[from]->depends) {
      const auto to = m_index.find(dependency.service);
      if (to != m_index.end()) m_depends[from].push_back({to->second, dependency.condition});
    }
  }
}

std::optional<std::size_t> ServiceGraph::find(std::string_view name) const {
  const auto found = m_index.find(name);
  return found == m_index.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::size_t> ServiceGraph::closure(const std::vector<std::size_t>& roots) const {
  std::vector<bool> reached(size());
  std::vector<std::size_t> open = roots;
  while (!open.empty()) {
    const std::size_t index = open.back();
    open.pop_back();
    if (reached[index]) continue;
    reached[index] = true;
    for (const Edge& edge : m_depends[index])
      open.push_back(edge.to);
  }
  std::vector<std::size_t> members;
  for (std::size_t index = 0; index < reached.size(); ++index) {
    if (reached[index]) members.push_back(index);
  }
  return members;
}

std::vector<std::string> services_of(const Stack& stack, const Mode& mode,
                                     const std::vector<std::string>& profiles) {
  std::set<std::string_view> on(profiles.begin(), profiles.end());
  on.insert("");
  std::vector<std::string> services;
  for (const std::string& name : mode.services) {
    const auto service = stack.services.find(name);
    if (service != stack.services.end() && on.contains(service->second.profile)) {
      services.push_back(name);
    }
  }
  return services;
}

std::vector<std::size_t> roots_of(const ServiceGraph& graph,
                                  const std::vector<std::string>& services,
                                  const std::vector<std::string>& profiles) {
  std::vector<std::size_t> roots;
  for (const std::string& name : services) {
    if (const auto index = graph.find(name)) roots.push_back(*index);
  }
  if (profiles.empty()) return roots;
  const std::set<std::string_view> on(profiles.begin(), profiles.end());
  for (std::size_t index = 0; index < graph.size(); ++index) {
    const std::string& profile = graph.service(index).profile;
    if (!profile.empty() && on.contains(profile)) roots.push_back(index);
  }
  return roots;
}

std::vector<HiddenDependency> hidden_dependencies(const ServiceGraph& graph,
                                                  const std::vector<std::size_t>& members,
                                                  const std::vector<std::string>& services,
                                                  const std::vector<std::string>& profiles) {
  std::set<std::string_view> on(profiles.begin(), profiles.end());
  for (const std::string& name : services) {
    if (const auto index = graph.find(name)) on.insert(graph.service(*index).profile);
  }
  std::vector<HiddenDependency> hidden;
  for (const std::size_t member : members) {
    for (const ServiceGraph::Edge& edge : graph.depends(member)) {
      const Service& dependency = graph.service(edge.to);
      if (!dependency.profile.empty() && !on.contains(dependency.profile)) {
        hidden.push_back({&graph.service(member), &dependency});
      }
    }
  }
  return hidden;
}

}  // namespace caisson::model
