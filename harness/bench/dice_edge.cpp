#include "bench/dice_edge.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "bench/child.hpp"
#include "bench/dice_stack.hpp"
#include "bench/rows.hpp"

namespace caisson::bench {
namespace {

using nlohmann::json;

constexpr const char* k_first_load = "DICE PWA, scripts of the first page";
constexpr const char* k_load = "DICE API through the edge, 50 connections for 30 s";
constexpr const char* k_no_error = "no error";
constexpr double k_most_script = 200e3;
constexpr std::uint16_t k_https = 8443;

/// One of the programs in edge/, which prints a line of JSON.
json run_script(const Setting& setting, const DiceStack& stack, const std::string& name) {
  const Arguments& arguments = setting.arguments;
  const ChildRun run =
      run_child(setting.loop, {{arguments.node, arguments.edge + "/" + name,
                                std::to_string(stack.port("traefik", k_https)), stack.authority()},
                               {},
                               arguments.edge});
  return json::parse(run.lines.at(0));
}

Row first_load_row(const json& loaded) {
  const std::string detail = fmt::format(
      " ({} scripts as sent through the edge, with what they import at once; those in the page "
      "not compressed)",
      loaded.at("scripts").get<int>());
  return limit_row(k_first_load, k_most_script, loaded.at("bytes"), detail, kilobytes);
}

Row load_row(const json& load) {
  const auto failed = load.at("failed").get<int>();
  const auto p50 = load.at("p50_ms").get<double>();
  const auto p99 = load.at("p99_ms").get<double>();
  return {k_load,
          k_no_error,
          fmt::format("{} failed of {}: {:.0f} requests/s, p50 {:.0f} ms, p99 {:.0f} ms (HTTPS, "
                      "verified; a list from Postgres; the load generator beside it)",
                      failed, load.at("requests").get<int>(), load.at("per_second").get<double>(),
                      p50, p99),
          failed == 0,
          "–",
          "–"};
}

}  // namespace

std::vector<Row> dice_edge_rows(const Setting& setting) {
  const Arguments& arguments = setting.arguments;
  const std::string limit = "≤ " + kilobytes(k_most_script);
  if (arguments.node.empty())
    return {row_not_run(k_first_load, limit, "no Node.js"),
            row_not_run(k_load, k_no_error, "no Node.js")};
  const DiceStack stack(setting);
  stack.up({"--mode", "full-stack"});
  const Row first_load = first_load_row(run_script(setting, stack, "first_load.js"));
  if (!std::filesystem::exists(arguments.edge + "/node_modules/autocannon"))
    return {first_load,
            row_not_run(k_load, k_no_error, "no autocannon: BUILD_RIVAL=1 installs it")};
  return {first_load, load_row(run_script(setting, stack, "load.js"))};
}

}  // namespace caisson::bench
