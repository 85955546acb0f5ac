#pragma once

#include <string>

#include "report/test_run.hpp"

namespace caisson::report {

/// For people: how many tests ended how, each root cause with the tests that failed by it, and why
/// tests were skipped.
std::string test_run_text(const TestRun& run, bool colour);

}  // namespace caisson::report
