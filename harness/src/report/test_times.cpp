#include "report/test_times.hpp"

#include <cmath>

#include "base/json.hpp"
#include "base/text.hpp"
#include "report/ready_line.hpp"

namespace caisson::report {
namespace {

/// With what it waited for its services, as the first line of theirs says.
double whole_time(const TestResult& test) {
  for (const std::string& line : split(test.output, '\n')) {
    if (const auto waited = ready_after(line)) return *waited + test.seconds;
  }
  return test.seconds;
}

}  // namespace

std::string test_times(const TestRun& run, const std::map<std::string, model::Test>& tests) {
  std::map<std::string, double> seconds;
  for (const TestResult& test : run.tests) {
    if (test.outcome == Outcome::passed && tests.contains(test.name))
      seconds[test.name] = std::round(whole_time(test) * 10) / 10;  // what is less says nothing
  }
  return dump_json(nlohmann::json(seconds), 2) + "\n";
}

}  // namespace caisson::report
