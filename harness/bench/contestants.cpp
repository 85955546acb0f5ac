#include "bench/contestants.hpp"

#include <fmt/format.h>

#include <functional>

#include "base/file.hpp"
#include "bench/interleave.hpp"
#include "bench/stopwatch.hpp"

namespace caisson::bench {
namespace {

using Round = std::function<void(Times&)>;

void write_input(const std::string& path, const std::string& text) {
  const Result<void> written = write_file(path, text);
  if (!written) throw std::runtime_error(to_string(written.error()));
}

Round caisson_round(const Tools& tools, const Graph& graph) {
  const std::string manifest = fmt::format("{}/{}.json", tools.folder, graph.name);
  write_input(manifest, to_manifest(graph));
  const auto run = [cli = tools.caisson, manifest](const char* verb) {
    return seconds_of({cli, verb, "--manifest", manifest, "--progress", "quiet"});
  };
  return [run](Times& times) {
    times.up.push_back(run("up"));
    times.no_op.push_back(run("up"));
    times.down.push_back(run("down"));
  };
}

Round compose_round(const Tools& tools, const Graph& graph) {
  const std::string file = fmt::format("{}/{}-compose.json", tools.folder, graph.name);
  write_input(file, to_compose(graph));
  const std::vector<std::string> base = {tools.compose, "--progress", "quiet", "-f", file};
  const auto run = [base](std::vector<std::string> rest) {
    rest.insert(rest.begin(), base.begin(), base.end());
    return seconds_of(rest);
  };
  return [run](Times& times) {
    times.up.push_back(run({"up", "-d", "--wait"}));
    times.no_op.push_back(run({"up", "-d", "--wait"}));
    times.down.push_back(run({"down"}));
  };
}

Round floor_round(Floor& floor, const Graph& graph) {
  return [&floor, graph](Times& times) {
    times.up.push_back(floor.up(graph));
    times.down.push_back(floor.down());
  };
}

}  // namespace

Comparison compare(const Tools& tools, Floor& floor, const Graph& graph, int pairs) {
  const Round ours = caisson_round(tools, graph);
  const Round rival = tools.compose.empty() ? Round() : compose_round(tools, graph);
  const Round least = floor_round(floor, graph);

  Comparison comparison;
  if (rival) comparison.rival.emplace();
  Times ignored;
  const auto turn = [&ignored](const Round& round, Times& times) {
    return [&round, &times, &ignored](bool counted) { round(counted ? times : ignored); };
  };
  std::vector<Turn> turns = {turn(least, comparison.floor), turn(ours, comparison.ours)};
  if (rival) turns.push_back(turn(rival, *comparison.rival));
  interleave(graph.name, pairs, turns);
  return comparison;
}

}  // namespace caisson::bench
