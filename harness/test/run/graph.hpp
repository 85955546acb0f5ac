#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "model/stack.hpp"
#include "plan/plan.hpp"

namespace caisson::run::test {

using namespace std::chrono_literals;

/// A stack written down service by service, dependencies first, and its plan; built by hand, so
/// that these tests do not rest on the planner. Not movable: the plan points into the stack.
class Graph {
 public:
  Graph() {
    m_stack.name = "shop";
    m_stack.images["base"] = model::Image{};
    m_stack.images["base"].name = "base";
    m_stack.images["base"].declared_at = "/s/CMakeLists.txt:1";
  }
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  /// A service with a TCP health check.
  model::Service& add(const std::string& name, std::vector<model::Dependency> depends = {}) {
    model::Service& service = m_stack.services[name];
    service.name = name;
    service.image = "base";
    service.declared_at = "/s/CMakeLists.txt:" + std::to_string(m_order.size() + 2);
    service.depends = std::move(depends);
    model::HealthCheck check;
    check.port = 80;
    check.within = 60s;
    service.healthcheck = check;
    m_order.push_back(name);
    return service;
  }
  model::Service& add_one_shot(const std::string& name,
                               std::vector<model::Dependency> depends = {}) {
    model::Service& service = add(name, std::move(depends));
    service.healthcheck.reset();
    service.completes = true;
    return service;
  }

  model::Stack& stack() { return m_stack; }
  model::Service& operator[](const std::string& name) { return m_stack.services.at(name); }
  const std::vector<std::string>& order() const { return m_order; }

  /// Each service counts as one second, as in a first run.
  plan::Plan plan() const {
    plan::Plan plan;
    plan.stack = &m_stack;
    for (const std::string& name : m_order) {
      plan::Step step;
      step.service = &m_stack.services.at(name);
      for (const model::Dependency& dependency : step.service->depends)
        step.after.push_back({index_of(dependency.service), dependency.condition});
      plan.steps.push_back(std::move(step));
    }
    for (std::size_t i = plan.steps.size(); i-- > 0;) {
      plan::Step& step = plan.steps[i];
      step.longest_path += 1s;
      for (const plan::Edge& edge : step.after) {
        Duration& before = plan.steps[edge.step].longest_path;
        before = std::max(before, step.longest_path);
      }
    }
    return plan;
  }

 private:
  std::size_t index_of(const std::string& name) const {
    return static_cast<std::size_t>(std::find(m_order.begin(), m_order.end(), name) -
                                    m_order.begin());
  }

  model::Stack m_stack;
  std::vector<std::string> m_order;
};

}  // namespace caisson::run::test
