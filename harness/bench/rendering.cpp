#include "bench/rendering.hpp"

#include <fmt/format.h>

#include <ctime>
#include <stdexcept>

#include "base/file.hpp"
#include "bench/plot.hpp"
#include "bench/rows.hpp"
#include "bench/statistics.hpp"
#include "render/render.hpp"

namespace caisson::bench {
namespace {

constexpr int k_runs = 5;
constexpr int k_goal_size = 1000;
constexpr double k_goal = 1.0;  ///< seconds

struct Tool {
  const char* name;
  model::Rendering::Kind kind;
};

constexpr Tool k_tools[] = {{"Compose", model::Rendering::Kind::compose},
                            {"Kubernetes", model::Rendering::Kind::kubernetes}};

/// A service waits for three others, has an environment, a limit and a port, as services do.
model::Stack stack_of(int services) {
  model::Stack stack;
  stack.name = "layers";
  stack.source_dir = "/source";
  model::Image image;
  image.name = "app";
  image.reference = "app:1";
  stack.images.emplace(image.name, image);
  model::Mode mode;
  mode.name = "all";
  mode.is_default = true;
  for (int index = 0; index < services; ++index) {
    model::Service service;
    service.name = fmt::format("s{}", index);
    service.image = image.name;
    service.ports = {8080};
    service.healthcheck.emplace().port = 8080;
    service.memory_bytes = std::int64_t{256} << 20;
    service.env = {{"LOG_LEVEL", "info"}, {"TOKEN", "${TOKEN}"}};
    for (int before = index - 1; before >= 0 && before > index - 4; --before)
      service.depends.push_back({fmt::format("s{}", before)});
    mode.services.push_back(service.name);
    stack.services.emplace(service.name, std::move(service));
  }
  stack.modes.emplace(mode.name, std::move(mode));
  return stack;
}

double rendering_seconds(const Tool& tool, int services) {
  const model::Stack stack = stack_of(services);
  model::Rendering rendering;
  rendering.kind = tool.kind;
  rendering.path = "rendered/file.yml";
  std::vector<double> times;
  for (int run = 0; run < k_runs; ++run) {
    const std::clock_t begin = std::clock();
    const auto rendered = render::render(stack, rendering);
    times.push_back(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
    if (!rendered) throw std::runtime_error(to_string(rendered.error()));
  }
  return median(times);
}

}  // namespace

std::vector<Row> rendering_rows(const Setting& setting) {
  std::vector<Row> rows;
  std::vector<Series> all;
  for (const Tool& tool : k_tools) {
    Series series{tool.name, {}};
    for (const int size : {125, 250, 500, k_goal_size, 2000}) {
      const double seconds = rendering_seconds(tool, size);
      series.points.emplace_back(size, seconds);
      if (size == k_goal_size)
        rows.push_back(
            limit_row(fmt::format("rendering 1,000 services for {}", tool.name), k_goal, seconds));
    }
    all.push_back(std::move(series));
  }
  if (!setting.arguments.output.empty()) {
    const auto written = write_file(setting.arguments.output + "/images/rendering.svg",
                                    plot_svg("Rendering a graph", "services", all));
    if (!written) throw std::runtime_error(to_string(written.error()));
  }
  return rows;
}

}  // namespace caisson::bench
