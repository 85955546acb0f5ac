#include "bench/edits.hpp"

#include <fmt/format.h>

#include "bench/figures.hpp"
#include "bench/rows.hpp"
#include "bench/statistics.hpp"

namespace caisson::bench {
namespace {

constexpr double k_backend_within = 8;
constexpr double k_pwa_within = 5;
constexpr double k_program_within = 2;

Row edit_row(const std::string& metric, double goal, const std::vector<double>& figures,
             const std::string& more = {}) {
  const std::string detail =
      fmt::format(" (slowest of {}: {}{})", figures.size(), seconds(quantile(figures, 1)), more);
  return limit_row(metric, goal, median(figures), detail, seconds);
}

}  // namespace

std::vector<Row> dice_edit_rows(const Setting& setting) {
  const Arguments& arguments = setting.arguments;
  const SecondsByName figures =
      figures_of(setting, "dice.py", {arguments.tools.caisson, arguments.dice}, "ctest/gates");
  return {edit_row("DICE back end, edit to its answer over HTTPS", k_backend_within,
                   figures.at("backend")),
          edit_row("DICE PWA, edit to its text in Chromium", k_pwa_within, figures.at("pwa"))};
}

std::vector<Row> program_edit_rows(const Setting& setting) {
  const Arguments& arguments = setting.arguments;
  const SecondsByName figures =
      figures_of(setting, "program.py",
                 {arguments.tools.caisson, arguments.package, arguments.tools.folder + "/program"},
                 "ctest/examples");
  return {edit_row("service in C++, linked to its answer, without an image", k_program_within,
                   figures.at("linked"),
                   fmt::format("; {} from the edit on, with the compiler",
                               seconds(median(figures.at("edited")))))};
}

}  // namespace caisson::bench
