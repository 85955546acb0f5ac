#include "report/test_times.hpp"

#include <cmath>
#include <map>

#include "base/json.hpp"

namespace caisson::report {

std::string test_times(const TestRun& run) {
  std::map<std::string, double> seconds;
  for (const TestResult& test : run.tests) {
    if (test.outcome == Outcome::passed)
      seconds[test.name] = std::round(test.seconds * 10) / 10;  // what is less says nothing
  }
  return dump_json(nlohmann::json(seconds), 2) + "\n";
}

}  // namespace caisson::report
