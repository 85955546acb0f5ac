#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "report/ctest_log.hpp"
#include "report/ctest_tests.hpp"

namespace caisson::report {

enum class Outcome {
  passed,
  failed,
  not_run,  ///< asked for, but impossible: CTest counts it as failed
  skipped,
  disabled,
  cut_off,  ///< the log ends within its record
};

/// How one test ended; of a test that was repeated, its last run.
struct TestResult {
  int number = 0;
  std::string name;
  Outcome outcome = Outcome::passed;
  double seconds = 0;
  int runs = 1;
  std::string output;
  std::string reason;  ///< of one that was skipped or not run
  std::vector<std::string> labels;
  Place place;                       ///< where CMake declares it
  std::string folder;                ///< of its failure bundle
  std::optional<std::size_t> cause;  ///< into TestRun::causes
};

/// One thing that went wrong, with all the tests that failed by it.
struct RootCause {
  std::string title;
  std::string text;
  Place place;
  std::vector<std::string> tests;
};

struct TestRun {
  std::string name;
  bool ended = true;
  std::vector<TestResult> tests;  ///< by number
  std::vector<RootCause> causes;  ///< by the number of their first test
  std::size_t count(Outcome outcome) const;
};

/// Puts together what is known. `not_run` names those in CTest's list of tests that did not run
/// (`LastTestsDisabled.log`): the log calls a test that was skipped by its exit code a passed one.
TestRun make_test_run(std::string name, CtestLog log, const DeclaredTests& declared,
                      const std::set<std::string>& not_run);

/// As a word: "passed", "not run".
std::string_view to_string(Outcome outcome);

}  // namespace caisson::report
