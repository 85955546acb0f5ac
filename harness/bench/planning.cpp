#include "bench/planning.hpp"

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/statistics.hpp"
#include "model/stack.hpp"
#include "plan/plan.hpp"

namespace caisson::bench {
namespace {

constexpr int k_layer = 20;  ///< services that may start together

model::Stack layered_stack(int services) {
  model::Stack stack;
  stack.name = "layers";
  model::Mode mode;
  mode.name = "all";
  mode.is_default = true;
  for (int index = 0; index < services; ++index) {
    model::Service service;
    service.name = "s" + std::to_string(index);
    service.healthcheck.emplace();
    for (int before = index - k_layer; before >= 0 && before > index - k_layer - 3; --before)
      service.depends.push_back({"s" + std::to_string(before), model::Condition::healthy});
    mode.services.push_back(service.name);
    stack.services[service.name] = service;
  }
  stack.modes[mode.name] = mode;
  return stack;
}

}  // namespace

double planning_seconds(int services, int runs) {
  const model::Stack stack = layered_stack(services);
  std::vector<double> times;
  for (int run = 0; run < runs; ++run) {
    const auto begin = std::chrono::steady_clock::now();
    const Result<plan::Plan> plan = plan::make_plan(stack, {});
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    if (!plan || plan->steps.size() != stack.services.size())
      throw std::runtime_error("the graph of the planning benchmark does not plan");
    times.push_back(elapsed.count());
  }
  return median(times);
}

}  // namespace caisson::bench
