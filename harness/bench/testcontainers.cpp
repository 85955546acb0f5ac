#include "bench/testcontainers.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <stdexcept>

#include "base/file.hpp"
#include "bench/await.hpp"
#include "bench/child.hpp"
#include "bench/stopwatch.hpp"

namespace caisson::bench {
namespace {

/// Its image says which program a container of it runs, so it cannot be a mere import.
void build_reaper(const Setting& setting) {
  const Result<std::string> context = read_file(setting.arguments.reaper);
  if (!context) throw std::runtime_error(to_string(context.error()));
  engine::BuildSpec spec;
  spec.tag = k_reaper_image;
  spec.context = *context;
  spec.labels = {{k_label, "reaper"}};
  engine::SubscriptionPtr build;
  await<engine::ImageInfo>(setting.loop, [&](auto done) {
    build = setting.engine.build_image(
        spec, [](const std::string&) {}, done);
  });
}

/// The last line is `begin <nanoseconds of CLOCK_MONOTONIC>`.
Instant begin_of(const ChildRun& run) {
  constexpr std::string_view k_word = "begin ";
  const std::string line = run.lines.empty() ? "" : run.lines.back();
  std::int64_t nanoseconds = 0;
  if (line.rfind(k_word, 0) != 0 ||
      std::from_chars(line.data() + k_word.size(), line.data() + line.size(), nanoseconds).ec !=
          std::errc())
    throw std::runtime_error("testcontainers: no time in `" + line + "`");
  return Instant(Duration(nanoseconds));
}

}  // namespace

std::optional<Testcontainers> Testcontainers::find(const Setting& setting) {
  const Arguments& arguments = setting.arguments;
  const std::string package =
      arguments.testcontainers + "/node_modules/testcontainers/package.json";
  if (arguments.node.empty() || !std::filesystem::exists(package)) return std::nullopt;
  const std::string script = fmt::format("require('{}').version", package);
  const std::string version = first_line_of({arguments.node, "-p", script});
  build_reaper(setting);
  return Testcontainers(setting, version);
}

double Testcontainers::fixture_seconds(Departures& departures) const {
  const Arguments& arguments = m_setting.arguments;
  const ChildRun run = run_child(
      m_setting.loop, {{arguments.node, arguments.testcontainers + "/fixture.js", k_image},
                       {{"RYUK_CONTAINER_IMAGE", k_reaper_image}},
                       arguments.testcontainers});
  const double seconds = seconds_between(begin_of(run), departures.next("server"));
  departures.next("reaper");
  return seconds;
}

}  // namespace caisson::bench
