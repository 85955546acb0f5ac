#pragma once

#include <map>
#include <string>

#include "model/stack.hpp"
#include "report/test_run.hpp"

namespace caisson::report {

/// What each of these tests has taken that passed, in seconds: an object of JSON, a test a line in
/// the order of their names, so that a newer one differs from it in what has changed. `caisson
/// render` shares out tests by it.
std::string test_times(const TestRun& run, const std::map<std::string, model::Test>& tests);

}  // namespace caisson::report
