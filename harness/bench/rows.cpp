#include "bench/rows.hpp"

#include <fmt/format.h>

#include "bench/statistics.hpp"

namespace caisson::bench {
namespace {

std::string with_interval(const Estimate& estimate) {
  return fmt::format("{:.3f} [{:.3f}, {:.3f}]", estimate.value, estimate.low, estimate.high);
}

}  // namespace

std::string milliseconds(double seconds) {
  return fmt::format("{:.2f} ms", seconds * 1e3);
}

std::string seconds(double seconds) {
  return fmt::format("{:.1f} s", seconds);
}

std::string minutes(double seconds) {
  return fmt::format("{:.1f} min", seconds / 60);
}

std::string kilobytes(double bytes) {
  return fmt::format("{:.1f} kB", bytes / 1e3);
}

std::string megabytes(double bytes) {
  return fmt::format("{:.0f} MB", bytes / 1e6);
}

std::string gigabytes(double bytes) {
  return fmt::format("{:.2f} GB", bytes / 1e9);
}

Row ratio_row(std::string metric, double goal, const std::vector<double>& ours,
              const std::vector<double>* theirs, const std::string& rival_name,
              bool against_floor) {
  std::string limit = fmt::format("≤ {} ×", goal);
  if (!theirs) return row_not_run(std::move(metric), std::move(limit), "no rival found");
  const Estimate ratio = ratio_of_medians(ours, *theirs);
  Row row{std::move(metric), std::move(limit), {}, ratio.value <= goal, "–", "–"};
  row.value = fmt::format("{} × ({:.3f} s)", with_interval(ratio), median(ours));
  (against_floor ? row.floor : row.rival) = fmt::format("{} {:.3f} s", rival_name, median(*theirs));
  return row;
}

Row limit_row(std::string metric, double goal, double figure, const std::string& detail,
              Unit unit) {
  return {std::move(metric), "≤ " + unit(goal), unit(figure) + detail, figure <= goal, "–", "–"};
}

Row row_not_run(std::string metric, std::string goal, const std::string& reason) {
  return {std::move(metric), std::move(goal), "not run: " + reason, false, "–", "–", false};
}

}  // namespace caisson::bench
