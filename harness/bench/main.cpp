// `make bench`: measures what docs/benchmarks.md shows. Protocol: one driver, contestants
// interleaved, ratios of medians with bootstrapped intervals; never part of the tests, because a
// busy machine must not turn them red.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <ctime>
#include <exception>
#include <filesystem>
#include <thread>

#include "base/file.hpp"
#include "base/loop.hpp"
#include "bench/configure.hpp"
#include "bench/contestants.hpp"
#include "bench/lag.hpp"
#include "bench/planning.hpp"
#include "bench/statistics.hpp"
#include "bench/stopwatch.hpp"
#include "bench/table.hpp"
#include "engine/docker/docker_engine.hpp"

namespace caisson::bench {
namespace {

constexpr const char* k_image = "caisson/bench-server:1";

struct Arguments {
  Tools tools;
  std::string package;  ///< source folder of Caisson
  std::string server;   ///< tar with the benchmark server
  std::string output;   ///< folder of benchmarks.json and benchmarks.md
  int pairs = 15;
  int trials = 200;
};

std::string milliseconds(double seconds) {
  return fmt::format("{:.2f} ms", seconds * 1e3);
}

std::string with_interval(const Estimate& estimate) {
  return fmt::format("{:.3f} [{:.3f}, {:.3f}]", estimate.value, estimate.low, estimate.high);
}

Row ratio_row(std::string metric, double goal, const std::vector<double>& ours,
              const std::vector<double>* theirs, const std::string& rival_name,
              bool against_floor) {
  Row row{
      std::move(metric), fmt::format("≤ {} ×", goal), "not run: no rival found", false, "–", "–"};
  if (!theirs) return row;
  const Estimate ratio = ratio_of_medians(ours, *theirs);
  row.value = fmt::format("{} × ({:.3f} s)", with_interval(ratio), median(ours));
  row.met = ratio.value <= goal;
  (against_floor ? row.floor : row.rival) = fmt::format("{} {:.3f} s", rival_name, median(*theirs));
  return row;
}

Row limit_row(std::string metric, double goal_seconds, double seconds,
              const std::string& detail = {}) {
  return {std::move(metric),
          "≤ " + milliseconds(goal_seconds),
          milliseconds(seconds) + detail,
          seconds <= goal_seconds,
          "–",
          "–"};
}

std::string read_line(const char* path) {
  const Result<std::string> text = read_file(path);
  return text ? text->substr(0, text->find('\n')) : std::string();
}

Provenance provenance_of(const engine::Info& engine) {
  const std::time_t now = std::time(nullptr);
  char date[32];
  std::strftime(date, sizeof date, "%Y-%m-%d", std::gmtime(&now));
  return {date, fmt::format("{} processors, kernel {}, {} {} (API {}), load before the start {}",
                            std::thread::hardware_concurrency(),
                            read_line("/proc/sys/kernel/osrelease"), engine.kind, engine.version,
                            engine.api, read_line("/proc/loadavg").substr(0, 4))};
}

void import_server(Loop& loop, engine::Engine& engine, const std::string& tar) {
  std::string failure;
  const engine::SubscriptionPtr import = engine.import_image(
      k_image, tar, {{"dev.caisson.bench", "server"}}, [&](Result<engine::ImageInfo> made) {
        if (!made) failure = to_string(made.error());
        loop.stop();
      });
  loop.run();
  if (!failure.empty()) throw std::runtime_error(failure);
}

void add_graph_rows(std::vector<Row>& rows, const Arguments& arguments, Floor& floor) {
  const Tools& tools = arguments.tools;
  const std::string rival = "compose " + tools.compose_version;
  const auto run = [&](const char* name, int services, bool chain, int every_ms) {
    const Graph graph{name, k_image, services, chain, every_ms, {}, {}};
    return compare(tools, floor, graph, arguments.pairs);
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
}

Row ninja_row(const Arguments& arguments) {
  const std::string build = configured_project(arguments.package, arguments.tools.caisson,
                                               arguments.tools.folder, k_image);
  seconds_of({"ninja", "-C", build, "start-all"});
  std::vector<double> times;
  for (int run = 0; run < 50; ++run)
    times.push_back(seconds_of({"ninja", "-C", build, "start-all"}));
  seconds_of({"ninja", "-C", build, "stop-all"});
  return limit_row("no-op start through ninja", 0.040, median(times));
}

/// After each part, so that a failure near the end does not take what was measured before with it.
void publish(const Arguments& arguments, const std::vector<Row>& rows,
             const Provenance& provenance) {
  for (const Result<void>& written :
       {write_file(arguments.output + "/benchmarks.json", to_json(rows, provenance)),
        write_file(arguments.output + "/benchmarks.md", to_markdown(rows, provenance))})
    if (!written) throw std::runtime_error(to_string(written.error()));
}

void run(const Arguments& arguments) {
  Loop loop;
  Result<std::unique_ptr<engine::Engine>> engine = engine::docker::connect(loop);
  if (!engine) throw std::runtime_error(to_string(engine.error()));
  const Provenance provenance = provenance_of((*engine)->info());
  import_server(loop, **engine, arguments.server);

  std::vector<Row> rows;
  Floor floor(loop, **engine);
  add_graph_rows(rows, arguments, floor);
  publish(arguments, rows, provenance);
  rows.push_back(ninja_row(arguments));

  const auto lags =
      readiness_lags(loop, **engine, k_image, arguments.tools.folder, arguments.trials);
  rows.push_back(limit_row(
      "readiness lag, p50", 0.003, median(lags),
      fmt::format(" (p99 {}, {} trials)", milliseconds(quantile(lags, 0.99)), lags.size())));
  rows.push_back(
      limit_row("planning a graph of 1,000 services", 0.010, planning_seconds(1000, 21)));
  rows.push_back(limit_row("configuring, per service of 1,000", 0.001,
                           configure_seconds_per_service(arguments.package, arguments.tools.caisson,
                                                         arguments.tools.folder, 1000, 5)));

  publish(arguments, rows, provenance);
  fmt::print("{}", to_markdown(rows, provenance));
}

}  // namespace
}  // namespace caisson::bench

int main(int argc, char** argv) {
  caisson::bench::Arguments arguments;
  CLI::App app("Measures Caisson against its rival and its floor");
  app.add_option("--caisson", arguments.tools.caisson, "our CLI")
      ->required()
      ->check(CLI::ExistingFile);
  app.add_option("--compose", arguments.tools.compose, "docker-compose v2, a program of its own");
  app.add_option("--package", arguments.package, "source folder of Caisson")->required();
  app.add_option("--server", arguments.server, "tar of the benchmark server")->required();
  app.add_option("--folder", arguments.tools.folder, "scratch folder")->required();
  app.add_option("--output", arguments.output, "where benchmarks.json and benchmarks.md go")
      ->required();
  app.add_option("--pairs", arguments.pairs, "counted rounds of each graph");
  app.add_option("--trials", arguments.trials, "trials of the readiness lag");
  CLI11_PARSE(app, argc, argv);
  try {
    // The measured projects are built elsewhere.
    for (std::string* path : {&arguments.tools.caisson, &arguments.package, &arguments.server,
                              &arguments.tools.folder, &arguments.output})
      *path = std::filesystem::absolute(*path).lexically_normal().string();
    if (!arguments.tools.compose.empty())
      arguments.tools.compose = std::filesystem::absolute(arguments.tools.compose).string();
    if (!arguments.tools.compose.empty())
      arguments.tools.compose_version =
          caisson::bench::first_line_of({arguments.tools.compose, "version", "--short"});
    // The v1 of some distributions is another program.
    if (arguments.tools.compose_version.rfind("1.", 0) == 0) arguments.tools.compose.clear();
    caisson::bench::run(arguments);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench: {}\n", error.what());
    return 1;
  }
}
