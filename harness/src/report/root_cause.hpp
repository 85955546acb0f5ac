#pragma once

#include <string>
#include <string_view>

#include "report/ctest_tests.hpp"

namespace caisson::report {

/// What made a test fail, as its output tells it.
struct Symptom {
  std::string title;  ///< one line, empty where there is nothing to say beyond that it failed
  std::string text;   ///< its first lines
  Place place;        ///< where the output says it is
  bool is_services = false;  ///< not the test's own fault: a service never became ready
  bool is_shared = false;    ///< others with the same title, text and place failed by the same
};

/// How many lines of a cause are shown.
inline constexpr std::size_t k_cause_lines = 12;

/// Looks for, in this order: a service that failed (failure_text), an assertion of GoogleTest, an
/// error of ours or of CMake, an exception of Python; else takes the last lines.
Symptom symptom_of(std::string_view output);

/// Why a test was skipped: what GoogleTest or `caisson` says, else the last line.
std::string skip_reason(std::string_view output);

/// Where the failure bundle of this test is (lease/bundle), or empty.
std::string bundle_folder(std::string_view output);

/// `/path/file:12`; without a number at the end there is no place.
Place parse_place(std::string_view text);

}  // namespace caisson::report
