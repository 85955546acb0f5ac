#pragma once

#include <string>

#include "tenant/problem.hpp"

namespace caisson::gtest {

using tenant::Problem;

/// Where in the test's sources a failure is shown.
struct Place {
  const char* file;
  int line;
};

/// Where the running test is written.
Place place_of_test();

/// To be called by the thread that runs the tests.
void remember_test_thread();

/// A fatal failure of the test, which ends here where an exception can end it; see Service.
void fail_test(const Place& place, const std::string& text);

/// As fail_test; but where no engine is reached and none is required, the test is skipped.
void fail_or_skip_test(const Place& place, const Problem& problem);

}  // namespace caisson::gtest
