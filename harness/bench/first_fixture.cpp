#include "bench/first_fixture.hpp"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>

#include "base/file.hpp"
#include "bench/await.hpp"
#include "bench/child.hpp"
#include "bench/departures.hpp"
#include "bench/fixture_floor.hpp"
#include "bench/interleave.hpp"
#include "bench/rows.hpp"
#include "bench/statistics.hpp"
#include "bench/tenancy.hpp"
#include "bench/testcontainers.hpp"
#include "run/labels.hpp"

namespace caisson::bench {
namespace {

constexpr const char* k_stack = "caisson-bench-first";
/// Rounds of ours that have to start the supervisor too.
constexpr int k_from_nothing = 5;

std::string write_manifest(const Arguments& arguments) {
  Graph graph{k_stack, k_image, 1, false, 0, {}, {}, true};
  std::string manifest = fmt::format("{}/{}.json", arguments.tools.folder, k_stack);
  const Result<void> written = write_file(manifest, to_manifest(graph));
  if (!written) throw std::runtime_error(to_string(written.error()));
  return manifest;
}

/// The networks of a round go before the next one begins.
void await_no_network(const Setting& setting) {
  const auto networks = [&] {
    return await<std::vector<engine::Network>>(setting.loop, [&](auto done) {
      setting.engine.list_networks({{run::label::k_stack, k_stack}}, in_a_minute(), done);
    });
  };
  while (!networks().empty()) {
  }
}

double our_seconds(const Setting& setting, const std::string& manifest, Departures& departures) {
  const ChildRun run =
      run_child(setting.loop, {{setting.arguments.tools.caisson, "run", "--manifest", manifest,
                                "--services", "s0", "--", setting.arguments.use, "CAISSON_S0_PORT"},
                               {},
                               {}});
  const double seconds = seconds_between(run.begin, departures.next("server"));
  await_no_network(setting);
  return seconds;
}

double seconds_with_supervisor(const Setting& setting, const std::string& manifest,
                               Departures& departures) {
  Tenancy(setting.arguments.tools.caisson, manifest).end_supervisor();
  return our_seconds(setting, manifest, departures);
}

}  // namespace

std::vector<Row> first_fixture_rows(const Setting& setting) {
  const std::string manifest = write_manifest(setting.arguments);
  const std::optional<Testcontainers> rival = Testcontainers::find(setting);
  Departures departures(setting.loop, setting.engine);
  std::vector<double> from_nothing;
  for (int round = 0; round < k_from_nothing; ++round)
    from_nothing.push_back(seconds_with_supervisor(setting, manifest, departures));

  std::vector<double> ours, floor, theirs;
  const auto into = [](std::vector<double>& series, auto seconds) {
    return [&series, seconds](bool counted) {
      const double one = seconds();
      if (counted) series.push_back(one);
    };
  };
  // As long as somebody is connected, it stays.
  Tenancy supervisor(setting.arguments.tools.caisson, manifest);
  std::vector<Turn> turns = {
      into(floor, [&] { return bare_fixture_seconds(setting, departures); }),
      into(ours, [&] { return our_seconds(setting, manifest, departures); })};
  if (rival) turns.push_back(into(theirs, [&] { return rival->fixture_seconds(departures); }));
  interleave("first fixture", setting.arguments.pairs, turns);
  supervisor.end_supervisor();

  Row against_floor = ratio_row("first fixture of a process, against the bare API", 1.05, ours,
                                &floor, "floor", true);
  against_floor.value +=
      fmt::format(" ({:.3f} s when the supervisor has to be started too)", median(from_nothing));
  const std::string name = rival ? fmt::format(
                                       "testcontainers-node {} (reaper emulated; loading "
                                       "the library not counted)",
                                       rival->version())
                                 : "";
  return {against_floor, ratio_row("first fixture of a process", 0.6, ours,
                                   rival ? &theirs : nullptr, name, false)};
}

}  // namespace caisson::bench
