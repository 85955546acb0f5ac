#include "report/test_times.hpp"

#include <gtest/gtest.h>

namespace caisson::report {
namespace {

TestResult result(const std::string& name, Outcome outcome, double seconds) {
  TestResult test;
  test.name = name;
  test.outcome = outcome;
  test.seconds = seconds;
  return test;
}

TEST(TestTimes, AreThoseOfTestsThatPassed) {
  TestRun run;
  run.tests = {result("b", Outcome::passed, 12.345), result("a \"1\"", Outcome::passed, 0.04),
               result("c", Outcome::failed, 1), result("d", Outcome::skipped, 1)};
  EXPECT_EQ(test_times(run), "{\n  \"a \\\"1\\\"\": 0.0,\n  \"b\": 12.3\n}\n");
  EXPECT_EQ(test_times({}), "{}\n");
}

}  // namespace
}  // namespace caisson::report
