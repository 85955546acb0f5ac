#include "bench/test_tax.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bench/interleave.hpp"
#include "bench/rows.hpp"
#include "bench/statistics.hpp"
#include "bench/stopwatch.hpp"
#include "bench/tenancy.hpp"
#include "bench/tests_project.hpp"

namespace caisson::bench {
namespace {

constexpr int k_tests = 500;

struct Series {
  std::vector<double> one_by_one;
  std::vector<double> two_at_once;
};

/// A round of `ctest` in one folder, into `times`.
Turn turn(const std::string& folder, const char* jobs, std::vector<double>& times) {
  return [folder, jobs, &times](bool counted) {
    const double seconds = seconds_of({"ctest", "--test-dir", folder, "-j", jobs});
    if (counted) times.push_back(seconds);
  };
}

}  // namespace

std::vector<Row> test_tax_rows(const Setting& setting) {
  const TestsProject project = make_tests_project(setting.arguments, k_tests);
  Tenancy held(setting.arguments.tools.caisson, project.manifest);
  held.lease({"s0"}, {});

  Series leased, plain, run, bare;
  interleave(
      "500 tests", setting.arguments.pairs,
      {turn(project.plain, "1", plain.one_by_one), turn(project.leased, "1", leased.one_by_one),
       turn(project.run, "1", run.one_by_one), turn(project.bare, "1", bare.one_by_one)});
  interleave(
      "500 tests, two at once", setting.arguments.pairs / 3,
      {turn(project.plain, "2", plain.two_at_once), turn(project.leased, "2", leased.two_at_once),
       turn(project.run, "2", run.two_at_once), turn(project.bare, "2", bare.two_at_once)});
  held.end_supervisor();

  const auto more_a_test = [](const std::vector<double>& ours, const std::vector<double>& theirs) {
    return (median(ours) - median(theirs)) / k_tests;
  };
  Row fixtures = ratio_row("500 GoogleTests with a service that is up", 1.15, leased.one_by_one,
                           &plain.one_by_one, "without services", true);
  Row commands = limit_row("`caisson run` with a service that is up, a test", 0.003,
                           more_a_test(run.one_by_one, bare.one_by_one));
  commands.floor = fmt::format("500 tests of `true` {:.3f} s", median(bare.one_by_one));
  if (!leased.two_at_once.empty()) {
    fixtures.value += fmt::format(" (ctest -j2: {:.3f} ×)",
                                  median(leased.two_at_once) / median(plain.two_at_once));
    commands.value += fmt::format(" (ctest -j2: {})",
                                  milliseconds(more_a_test(run.two_at_once, bare.two_at_once)));
  }
  return {fixtures, commands};
}

}  // namespace caisson::bench
