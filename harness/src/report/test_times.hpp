#pragma once

#include <string>

#include "report/test_run.hpp"

namespace caisson::report {

/// What each test that passed has taken, in seconds: an object of JSON, a test a line in the order
/// of their names, so that a newer one differs from it in what has changed. `caisson render` shares
/// out tests by it.
std::string test_times(const TestRun& run);

}  // namespace caisson::report
