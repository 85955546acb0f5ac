#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace caisson::report {

/// What CTest's own log tells of one run of one test; a test that was repeated has several.
struct LogRecord {
  int number = 0;
  std::string name;
  std::string notice;  ///< why it was not run: "Failed test dependencies: …"
  bool started = false;
  bool whole = false;   ///< the log has its end, too
  bool passed = false;  ///< also of skipped ones
  std::string reason;   ///< CTest's, where a regular expression decided
  double seconds = 0;
  std::string output;
};

struct CtestLog {
  std::vector<LogRecord> records;
  bool ended = false;  ///< false: CTest still writes it, or was killed
};

/// Reads `Testing/Temporary/LastTest.log`, in the form that CTest 3.25.1 and 4.4.4 write (they are
/// equal). What a test printed may look like the log itself: a record ends only where its own name
/// stands in the closing lines. Whatever the bytes are, something is returned.
CtestLog parse_ctest_log(std::string_view text);

}  // namespace caisson::report
