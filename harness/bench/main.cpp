// `make bench`: measures what docs/benchmarks.md shows. Protocol: one driver, contestants
// interleaved, ratios of medians with bootstrapped intervals; never part of the tests, because a
// busy machine must not turn them red.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <filesystem>
#include <thread>

#include "base/file.hpp"
#include "base/loop.hpp"
#include "bench/cold_postgres.hpp"
#include "bench/configure.hpp"
#include "bench/contestants.hpp"
#include "bench/database_pool.hpp"
#include "bench/first_fixture.hpp"
#include "bench/lag.hpp"
#include "bench/planning.hpp"
#include "bench/rows.hpp"
#include "bench/setting.hpp"
#include "bench/statistics.hpp"
#include "bench/stopwatch.hpp"
#include "bench/table.hpp"
#include "bench/test_tax.hpp"
#include "engine/docker/docker_engine.hpp"

namespace caisson::bench {
namespace {

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
  const engine::SubscriptionPtr import =
      engine.import_image(k_image, tar, {{k_label, "server"}}, [&](Result<engine::ImageInfo> made) {
        if (!made) failure = to_string(made.error());
        loop.stop();
      });
  loop.run();
  if (!failure.empty()) throw std::runtime_error(failure);
}

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

std::vector<Row> lag_rows(const Setting& setting) {
  const auto lags = readiness_lags(setting.loop, setting.engine, k_image,
                                   setting.arguments.tools.folder, setting.arguments.trials);
  const std::string detail =
      fmt::format(" (p99 {}, {} trials)", milliseconds(quantile(lags, 0.99)), lags.size());
  return {limit_row("readiness lag, p50", 0.003, median(lags), detail)};
}

std::vector<Row> planning_rows(const Setting&) {
  return {limit_row("planning a graph of 1,000 services", 0.010, planning_seconds(1000, 21))};
}

std::vector<Row> configure_rows(const Setting& setting) {
  const Arguments& arguments = setting.arguments;
  return {limit_row("configuring, per service of 1,000", 0.001,
                    configure_seconds_per_service(arguments.package, arguments.tools.caisson,
                                                  arguments.tools.folder, 1000, 5))};
}

struct Part {
  std::string name;
  std::vector<Row> (*rows)(const Setting&);
};

const std::vector<Part>& parts() {
  static const std::vector<Part> all = {
      {"graphs", graph_rows},
      {"ninja", ninja_rows},
      {"lag", lag_rows},
      {"planning", planning_rows},
      {"configure", configure_rows},
      {"first-fixture", first_fixture_rows},
      {"tests", test_tax_rows},
      {"databases", database_pool_rows},
      {"cold-postgres", cold_postgres_rows},
  };
  return all;
}

/// After each part, so that a failure near the end does not take what was measured before with it.
/// Some of the parts are no table to publish.
void publish(const Arguments& arguments, const std::vector<Row>& rows,
             const Provenance& provenance) {
  if (!arguments.only.empty()) return;
  for (const Result<void>& written :
       {write_file(arguments.output + "/benchmarks.json", to_json(rows, provenance)),
        write_file(arguments.output + "/benchmarks.md", to_markdown(rows, provenance))})
    if (!written) throw std::runtime_error(to_string(written.error()));
}

void run(const Arguments& arguments) {
  // Nothing stays warm for the next round, and a test that gets no services is no figure.
  ::setenv("CAISSON_GRACE", "0s", 1);
  ::setenv("CAISSON_REQUIRE_ENGINE", "1", 1);
  Loop loop;
  Result<std::unique_ptr<engine::Engine>> engine = engine::docker::connect(loop);
  if (!engine) throw std::runtime_error(to_string(engine.error()));
  const Provenance provenance = provenance_of((*engine)->info());
  import_server(loop, **engine, arguments.server);

  const Setting setting{loop, **engine, arguments};
  std::vector<Row> rows;
  for (const Part& part : parts()) {
    if (part.name.rfind(arguments.only, 0) != 0) continue;
    const std::vector<Row> more = part.rows(setting);
    rows.insert(rows.end(), more.begin(), more.end());
    publish(arguments, rows, provenance);
  }
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
  app.add_option("--use", arguments.use, "program that uses one server")->required();
  app.add_option("--reaper", arguments.reaper, "tar of the reaper's build context")->required();
  app.add_option("--node", arguments.node, "Node.js, for testcontainers");
  app.add_option("--testcontainers", arguments.testcontainers, "folder of testcontainers-node");
  app.add_option("--folder", arguments.tools.folder, "scratch folder")->required();
  app.add_option("--output", arguments.output, "where benchmarks.json and benchmarks.md go")
      ->required();
  app.add_option("--pairs", arguments.pairs, "counted rounds of each graph");
  app.add_option("--trials", arguments.trials, "trials of the readiness lag and of databases");
  app.add_option("--only", arguments.only,
                 "run only the parts whose name begins so, print them and write nothing");
  CLI11_PARSE(app, argc, argv);
  try {
    // The measured projects are built elsewhere.
    for (std::string* path :
         {&arguments.tools.caisson, &arguments.package, &arguments.server, &arguments.use,
          &arguments.reaper, &arguments.testcontainers, &arguments.tools.folder, &arguments.output})
      if (!path->empty()) *path = std::filesystem::absolute(*path).lexically_normal().string();
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
