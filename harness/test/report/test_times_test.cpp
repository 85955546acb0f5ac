#include "report/test_times.hpp"

#include <gtest/gtest.h>

#include "report/ready_line.hpp"

namespace caisson::report {
namespace {

TestResult result(const std::string& name, Outcome outcome, double seconds) {
  TestResult test;
  test.name = name;
  test.outcome = outcome;
  test.seconds = seconds;
  return test;
}

std::map<std::string, model::Test> leasing(const std::vector<std::string>& names) {
  std::map<std::string, model::Test> tests;
  for (const std::string& name : names)
    tests[name] = {name, {"db"}};
  return tests;
}

TEST(TestTimes, AreThoseOfLeasingTestsThatPassed) {
  TestRun run;
  run.tests = {result("unit", Outcome::passed, 2), result("b", Outcome::passed, 12.345),
               result("a \"1\"", Outcome::passed, 0.04), result("c", Outcome::failed, 1),
               result("d", Outcome::skipped, 1)};
  EXPECT_EQ(test_times(run, leasing({"a \"1\"", "b", "c", "d"})),
            "{\n  \"a \\\"1\\\"\": 0.0,\n  \"b\": 12.3\n}\n");
  EXPECT_EQ(test_times({}, {}), "{}\n");
}

// A one-shot that is the work of a test is done before CTest begins to count.
TEST(TestTimes, CountTheWaitForServices) {
  TestRun run;
  run.tests = {result("a", Outcome::passed, 0.02)};
  run.tests[0].output = "caisson: services are ready after 21.3 s\nmore\n";
  EXPECT_EQ(test_times(run, leasing({"a"})), "{\n  \"a\": 21.3\n}\n");
}

TEST(ReadyLine, IsReadWhole) {
  EXPECT_EQ(ready_after("caisson: services are ready after 0.4 s"), 0.4);
  for (const char* line :
       {"caisson: services are ready", "caisson: services are ready after s", "",
        "caisson: services are ready after 1 s more", "caisson: services are ready after -1 s",
        " caisson: services are ready after 1 s"})
    EXPECT_EQ(ready_after(line), std::nullopt) << line;
}

}  // namespace
}  // namespace caisson::report
