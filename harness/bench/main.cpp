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
#include "bench/parts.hpp"
#include "bench/publish.hpp"
#include "bench/setting.hpp"
#include "bench/stopwatch.hpp"
#include "bench/table.hpp"
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

void run(const Arguments& arguments) {
  // Nothing stays warm for the next round, and a test that gets no services is no figure.
  ::setenv("CAISSON_GRACE", "0s", 1);
  ::setenv("CAISSON_REQUIRE_ENGINE", "1", 1);
  Loop loop;
  // What is under way is taken down on the way out.
  loop.on_interrupt([](int) { throw std::runtime_error("interrupted"); });
  Result<std::unique_ptr<engine::Engine>> engine = engine::docker::connect(loop);
  if (!engine) throw std::runtime_error(to_string(engine.error()));
  const Provenance provenance = provenance_of((*engine)->info());
  import_server(loop, **engine, arguments.server);

  const Setting setting{loop, **engine, arguments};
  std::vector<Row> rows;
  for (const Part& part : parts(arguments)) {
    for (Row row : part.rows(setting)) {
      row.provenance = provenance;
      rows.push_back(std::move(row));
    }
    // After each part, so that a failure near the end does not take what was measured before with
    // it.
    if (!arguments.output.empty()) publish(arguments.output, rows);
  }
  fmt::print("{}", to_markdown(rows));
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
  app.add_option("--edge", arguments.edge, "folder of what asks DICE's edge");
  app.add_option("--dice", arguments.dice, "DICE's manifest");
  app.add_option("--folder", arguments.tools.folder, "scratch folder")->required();
  app.add_option("--output", arguments.output,
                 "folder of benchmarks.json and benchmarks.md, which are brought up to date");
  app.add_option("--pairs", arguments.pairs, "counted rounds of each graph");
  app.add_option("--trials", arguments.trials, "trials of the readiness lag and of databases");
  app.add_option("--only", arguments.only, "run only the parts whose name begins so")
      ->envname("CAISSON_BENCH_ONLY");
  app.add_flag("--cold", arguments.cold, "build every image of DICE anew, too")
      ->envname("CAISSON_BENCH_COLD");
  CLI11_PARSE(app, argc, argv);
  try {
    // The measured projects are built elsewhere.
    for (std::string* path :
         {&arguments.tools.caisson, &arguments.package, &arguments.server, &arguments.use,
          &arguments.reaper, &arguments.testcontainers, &arguments.edge, &arguments.dice,
          &arguments.tools.folder, &arguments.output})
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
