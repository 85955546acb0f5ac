#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace caisson::report {

/// A line of a file; no file: not known.
struct Place {
  std::string file;
  int line = 0;
  bool operator==(const Place&) const = default;
};

/// A test as CMake declared it.
struct DeclaredTest {
  Place place;  ///< the outermost call that declares it, so one in the project's own files
  std::vector<std::string> labels;
  std::vector<std::string> fixtures_setup;
  std::vector<std::string> fixtures_required;
  bool disabled = false;
  double timeout = 0;      ///< seconds, 0: none of its own
  double after_match = 0;  ///< TIMEOUT_AFTER_MATCH
  std::string match;       ///< its regular expression
};

using DeclaredTests = std::map<std::string, DeclaredTest>;

/// Reads what `ctest --show-only=json-v1` prints (cmake(1) "Show as JSON Object Model", version 1),
/// with what else stands before or after. Errors: ErrorKind::protocol.
Result<DeclaredTests> parse_ctest_tests(std::string_view text);

}  // namespace caisson::report
