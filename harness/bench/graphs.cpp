#include "bench/graphs.hpp"

#include "bench/configure.hpp"
#include "bench/contestants.hpp"
#include "bench/rows.hpp"
#include "bench/statistics.hpp"
#include "bench/stopwatch.hpp"

namespace caisson::bench {

std::vector<Row> graph_rows(const Setting& setting) {
  std::vector<Row> rows;
  Floor floor(setting.loop, setting.engine);
  const Tools& tools = setting.arguments.tools;
  const std::string rival = "compose " + tools.compose_version;
  const auto run = [&](const char* name, int services, bool chain, int every_ms) {
    const Graph graph{name, k_image, services, chain, every_ms, {}, {}};
    return compare(tools, floor, graph, setting.arguments.pairs);
  };
  const auto rival_of = [](const Comparison& from, std::vector<double> Times::*series) {
    return from.rival ? &((*from.rival).*series) : nullptr;
  };
  const Comparison fast = run("caisson-bench-chain", 5, true, 100);
  rows.push_back(ratio_row("chain of 5, 100 ms checks, up", 0.35, fast.ours.up,
                           rival_of(fast, &Times::up), rival, false));
  rows.push_back(ratio_row("chain of 5, up, against the bare API", 1.10, fast.ours.up,
                           &fast.floor.up, "floor", true));
  rows.push_back(ratio_row("chain of 5, no-op", 0.01, fast.ours.no_op,
                           rival_of(fast, &Times::no_op), rival, false));
  rows.push_back(ratio_row("chain of 5, stop", 0.6, fast.ours.down, rival_of(fast, &Times::down),
                           rival, false));
  rows.push_back(limit_row("no-op start through the CLI", 0.015, median(fast.ours.no_op)));
  const Comparison slow = run("caisson-bench-slow", 5, true, 1000);
  rows.push_back(ratio_row("chain of 5, 1 s checks, up", 0.17, slow.ours.up,
                           rival_of(slow, &Times::up), rival, false));
  const Comparison flat = run("caisson-bench-flat", 20, false, 100);
  rows.push_back(
      ratio_row("20 flat, up", 0.6, flat.ours.up, rival_of(flat, &Times::up), rival, false));
  rows.push_back(
      ratio_row("20 flat, stop", 0.6, flat.ours.down, rival_of(flat, &Times::down), rival, false));
  rows.push_back(ratio_row("20 flat, up, against the bare API", 1.10, flat.ours.up, &flat.floor.up,
                           "floor", true));
  return rows;
}

std::vector<Row> ninja_rows(const Setting& setting) {
  const Arguments& arguments = setting.arguments;
  const std::string build = configured_project(arguments.package, arguments.tools.caisson,
                                               arguments.tools.folder, k_image);
  seconds_of({"ninja", "-C", build, "start-all"});
  std::vector<double> times;
  for (int run = 0; run < 50; ++run)
    times.push_back(seconds_of({"ninja", "-C", build, "start-all"}));
  seconds_of({"ninja", "-C", build, "stop-all"});
  return {limit_row("no-op start through ninja", 0.040, median(times))};
}

}  // namespace caisson::bench
