#pragma once

#include <string>
#include <vector>

#include "plan/plan.hpp"

namespace caisson::testing {

/// A plan of these services, in this order, without edges; `migrate` is a one-shot.
class SmallPlan {
 public:
  explicit SmallPlan(const std::vector<std::string>& names) {
    for (const auto& name : names) {
      auto& service = m_stack.services[name];
      service.name = name;
      service.completes = name == "migrate";
    }
    m_plan.stack = &m_stack;
    for (const auto& name : names) {
      plan::Step step;
      step.service = &m_stack.services[name];
      m_plan.steps.push_back(step);
    }
  }
  SmallPlan(const SmallPlan&) = delete;
  SmallPlan& operator=(const SmallPlan&) = delete;

  const plan::Plan& plan() const { return m_plan; }

 private:
  model::Stack m_stack;
  plan::Plan m_plan;
};

}  // namespace caisson::testing
