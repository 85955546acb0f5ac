#pragma once

#include <string>
#include <vector>

namespace caisson::bench {

/// One line of docs/benchmarks.json. `value` carries its unit and, where there is one, its
/// interval.
struct Row {
  std::string metric;
  std::string goal;
  std::string value;  ///< "not run" with the reason when the rival is missing
  bool met = false;
  std::string rival;  ///< the rival's own figure and version, or "–"
  std::string floor;  ///< the bare-API floor's figure, or "–"
};

/// Where and when, the same for all rows of a run.
struct Provenance {
  std::string date;     ///< ISO 8601
  std::string machine;  ///< processors, kernel, engine, load before the start
};

std::string to_json(const std::vector<Row>& rows, const Provenance& provenance);
/// Rows that miss their goal are named as such above the table.
std::string to_markdown(const std::vector<Row>& rows, const Provenance& provenance);

}  // namespace caisson::bench
