#include "bench/dice_memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>
#include <vector>

#include "bench/rows.hpp"
#include "bench/settling.hpp"

namespace caisson::bench {
namespace {

using nlohmann::json;

constexpr std::size_t k_most_readings = 180;
constexpr std::size_t k_biggest = 3;

using ByService = std::vector<std::pair<double, std::string>>;

double bytes_of(EngineApi& api, const std::string& container) {
  engine::docker::Target target("/containers");
  target.segment(container).literal("stats").query("stream", "false").query("one-shot", "true");
  const json memory = api.get(target).at("memory_stats");
  const auto usage = memory.at("usage").get<double>();
  const json& parts = memory.at("stats");
  // Of cgroup v1, which has the other, too, without the groups below; and of v2.
  const char* const cache =
      parts.contains("total_inactive_file") ? "total_inactive_file" : "inactive_file";
  return usage - parts.at(cache).get<double>();
}

/// The biggest first.
ByService read_memory(EngineApi& api, const DiceStack& stack) {
  ByService services;
  for (const auto& [name, container] : stack.running())
    services.emplace_back(bytes_of(api, container.id), name);
  std::sort(services.rbegin(), services.rend());
  return services;
}

double total(const ByService& services) {
  return std::accumulate(services.begin(), services.end(), 0.0,
                         [](double sum, const auto& service) { return sum + service.first; });
}

void wait_until(Loop& loop, Instant instant) {
  loop.clock().schedule(instant, [&loop] { loop.stop(); });
  while (loop.clock().now() < instant)
    loop.run();
}

std::string biggest(const ByService& services) {
  std::string text;
  for (std::size_t index = 0; index < std::min(k_biggest, services.size()); ++index)
    text += fmt::format("{}{} {}", index == 0 ? "" : ", ", services[index].second,
                        megabytes(services[index].first));
  return text;
}

}  // namespace

Memory settled_memory(const Setting& setting, const DiceStack& stack) {
  EngineApi api(setting.loop, setting.engine);
  std::vector<double> totals;
  ByService services;
  for (Instant next = setting.loop.clock().now();
       !has_settled(totals) && totals.size() < k_most_readings; next += std::chrono::seconds(1)) {
    wait_until(setting.loop, next);
    services = read_memory(api, stack);
    totals.push_back(total(services));
  }
  return {settled_value(totals),
          biggest(services) + (has_settled(totals) ? "" : "; still moving after three minutes")};
}

}  // namespace caisson::bench
