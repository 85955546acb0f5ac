#pragma once

#include <string>

#include "bench/setting.hpp"

namespace caisson::bench {

/// A project whose folders hold the same trivial tests in four ways, to be run by ctest.
struct TestsProject {
  std::string manifest;
  std::string leased;  ///< GoogleTests that lease a service, one process a test
  std::string plain;   ///< the same GoogleTests without
  std::string run;     ///< `caisson run -- true`
  std::string bare;    ///< `true`
};

/// Writes, configures and builds it, with `tests` tests in each folder.
TestsProject make_tests_project(const Arguments& arguments, int tests);

}  // namespace caisson::bench
