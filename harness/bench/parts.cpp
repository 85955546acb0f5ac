#include "bench/parts.hpp"

#include <fmt/format.h>

#include "bench/cold_postgres.hpp"
#include "bench/configure.hpp"
#include "bench/database_pool.hpp"
#include "bench/dice_cold.hpp"
#include "bench/dice_data.hpp"
#include "bench/dice_disk.hpp"
#include "bench/dice_edge.hpp"
#include "bench/dice_modes.hpp"
#include "bench/edits.hpp"
#include "bench/first_fixture.hpp"
#include "bench/graphs.hpp"
#include "bench/lag.hpp"
#include "bench/planning.hpp"
#include "bench/rendering.hpp"
#include "bench/rows.hpp"
#include "bench/statistics.hpp"
#include "bench/test_tax.hpp"

namespace caisson::bench {
namespace {

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

}  // namespace

std::vector<Part> parts(const Arguments& arguments) {
  std::vector<Part> all = {
      {"graphs", graph_rows},
      {"ninja", ninja_rows},
      {"lag", lag_rows},
      {"planning", planning_rows},
      {"rendering", rendering_rows},
      {"configure", configure_rows},
      {"first-fixture", first_fixture_rows},
      {"tests", test_tax_rows},
      {"databases", database_pool_rows},
      {"cold-postgres", cold_postgres_rows},
      {"program", program_edit_rows},
  };
  if (!arguments.dice.empty()) {
    all.push_back({"dice-backend", dice_backend_rows});
    all.push_back({"dice-modes", dice_mode_rows});
    all.push_back({"dice-edge", dice_edge_rows});
    all.push_back({"dice-disk", dice_disk_rows});
    all.push_back({"dice-edits", dice_edit_rows});
    all.push_back({"dice-data", dice_data_rows});
    if (arguments.cold) all.push_back({"dice-cold", dice_cold_rows});
  }
  std::erase_if(all, [&](const Part& part) { return part.name.rfind(arguments.only, 0) != 0; });
  return all;
}

}  // namespace caisson::bench
