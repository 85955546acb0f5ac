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

constexpr const char* k_metric = "DICE, disk of all images";
constexpr double k_goal = 3e9;

using Histories = std::map<std::string, History>;

/// What the default mode runs.
std::set<std::string> images_of_default_mode(const model::Stack& stack) {
  const Result<plan::Plan> plan = plan::make_plan(stack, {});
  if (!plan) throw std::runtime_error(to_string(plan.error()));
  std::set<std::string> images;
  for (const plan::Step& step : plan->steps)
    images.insert(step.service->image);
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
  const std::set<std::string> running = images_of_default_mode(*stack);
  std::vector<std::string> missing;
  std::set_difference(running.begin(), running.end(), all.begin(), all.end(),
                      std::back_inserter(missing));
  if (!missing.empty())
    return {row_not_run(k_metric, "≤ " + gigabytes(k_goal),
                        fmt::format("not built: {}", fmt::join(missing, ", ")))};
  const std::string detail = fmt::format(
      " (each layer once; {} of {} images, those of tests and of building among them; {} for what "
      "full-stack runs)",
      all.size(), stack->images.size(), gigabytes(bytes_of(histories, running)));
  return {limit_row(k_metric, k_goal, bytes_of(histories, all), detail, gigabytes)};
}

}  // namespace caisson::bench
