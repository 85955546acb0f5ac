#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace caisson::report {

/// A declared gate, and how it ended when it ran last.
struct Gate {
  enum class Result { passed, failed, skipped, did_not_end, did_not_run, pending };
  std::string name;
  int phase = 0;
  std::string task;
  std::string declared_at;  ///< file:line
  Result result = Result::did_not_run;
  double seconds = 0;
  std::int64_t when = 0;  ///< microseconds since 1970, 0: never
  std::string output;     ///< its first lines, unless it passed
};

/// Reads `<build>/caisson/gates/declared.json`, which caisson_add_gate writes.
/// Errors: ErrorKind::manifest.
Result<std::vector<Gate>> parse_gates(std::string_view text);

/// Reads `<phase>.<name>.json`, the last result (cmake/script/gate_results.cmake), into a gate; one
/// that is pending has none. Errors: ErrorKind::manifest.
Result<void> take_gate_result(std::string_view text, Gate& gate);

/// The first phase with a gate that has not passed; none when all have.
std::optional<int> current_phase(const std::vector<Gate>& gates);

/// A gate a line; what did not pass says why, and where it is declared.
std::string gates_text(const std::vector<Gate>& gates, bool colour);
std::string gates_json(const std::vector<Gate>& gates);

std::string_view to_string(Gate::Result result);

}  // namespace caisson::report
