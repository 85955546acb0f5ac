#include "bench/dice_disk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/dice_images.hpp"
#include "bench/rows.hpp"
#include "model/parse.hpp"
#include "plan/plan.hpp"

namespace caisson::bench {
namespace {

constexpr const char* k_metric = "DICE full-stack, disk of its images";
constexpr double k_goal = 3e9;

using Histories = std::map<std::string, History>;

/// What the default mode runs, and what building that rests on.
std::set<std::string> images_of_default_mode(const model::Stack& stack) {
  const Result<plan::Plan> plan = plan::make_plan(stack, {});
  if (!plan) throw std::runtime_error(to_string(plan.error()));
  std::vector<std::string> rest;
  for (const plan::Step& step : plan->steps)
    rest.push_back(step.service->image);
  std::set<std::string> images;
  while (!rest.empty()) {
    const std::string image = rest.back();
    rest.pop_back();
    if (!images.insert(image).second) continue;
    const std::vector<std::string>& bases = stack.images.at(image).bases;
    rest.insert(rest.end(), bases.begin(), bases.end());
  }
  return images;
}

double bytes_of(const Histories& histories, const std::set<std::string>& images) {
  std::vector<History> chosen;
  for (const auto& [image, history] : histories)
    if (images.count(image) > 0) chosen.push_back(history);
  return static_cast<double>(unique_bytes(chosen));
}

}  // namespace

std::vector<Row> dice_disk_rows(const Setting& setting) {
  const Result<model::Stack> stack = model::read_stack(setting.arguments.dice);
  if (!stack) throw std::runtime_error(to_string(stack.error()));
  EngineApi api(setting.loop, setting.engine);
  Histories histories;
  std::set<std::string> all;
  for (const auto& [name, image] :
       present_images(setting, *stack, image::SourcePolicy::automatic)) {
    histories[name] = history_of(api, image.id);
    all.insert(name);
  }
  const std::set<std::string> needed = images_of_default_mode(*stack);
  std::vector<std::string> missing;
  std::set_difference(needed.begin(), needed.end(), all.begin(), all.end(),
                      std::back_inserter(missing));
  if (!missing.empty())
    return {row_not_run(k_metric, "≤ " + gigabytes(k_goal),
                        fmt::format("not built: {}", fmt::join(missing, ", ")))};
  const std::string detail = fmt::format(
      " with their bases, each layer once ({} with tests and profiles: {} of {} images)",
      gigabytes(bytes_of(histories, all)), all.size(), stack->images.size());
  return {limit_row(k_metric, k_goal, bytes_of(histories, needed), detail, gigabytes)};
}

}  // namespace caisson::bench
