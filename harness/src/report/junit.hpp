#pragma once

#include <string>
#include <string_view>

#include "report/test_run.hpp"

namespace caisson::report {

/// One <testsuite>, a <testcase> a test, in the form that CI services read (there is no standard;
/// the elements are those of Apache Ant's `junitreport`). The message of a failure is the first
/// line of its root cause.
std::string junit_xml(const TestRun& run);

/// Character data or an attribute's value: well-formed XML 1.0 whatever the bytes are. Escape
/// sequences of terminals are dropped; broken UTF-8 and characters XML has no way to write become
/// U+FFFD.
std::string xml_escape(std::string_view text);

}  // namespace caisson::report
