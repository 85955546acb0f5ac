#include "report/budget.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/history.hpp"

namespace caisson::report {

std::vector<std::string> broken_budgets(const std::vector<Lane>& lanes) {
  const auto past = past_starts(lanes);
  std::vector<std::string> lines;
  for (const Lane& lane : lanes) {
    const model::Service& service = *lane.step->service;
    const auto found = past.find(lane.name());
    if (!service.budget || found == past.end()) continue;
    const PastStart& times = found->second;
    if (times.own() <= *service.budget) continue;
    lines.push_back(fmt::format(
        "`{}` took {}, its BUDGET is {}: {} to create, {} to start, {} until {} ({})", lane.name(),
        format_duration(times.own()), format_duration(*service.budget),
        format_duration(times.create), format_duration(times.start), format_duration(times.probe),
        service.completes ? "completed" : "ready", service.declared_at));
  }
  return lines;
}

}  // namespace caisson::report
