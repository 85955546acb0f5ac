#pragma once

#include <string>
#include <vector>

namespace caisson::bench {

/// Where and when something was measured.
struct Provenance {
  std::string date;     ///< ISO 8601
  std::string machine;  ///< processors, kernel, engine, load before the start
};

/// One line of docs/benchmarks.json. `value` carries its unit and, where there is one, its
/// interval.
struct Row {
  std::string metric;
  std::string goal;
  std::string value;  ///< "not run" with the reason when the rival is missing
  bool met = false;
  std::string rival;        ///< the rival's own figure and version, or "–"
  std::string floor;        ///< the bare-API floor's figure, or "–"
  bool was_run = true;      ///< `value` is a figure
  Provenance provenance{};  ///< of the run that measured it
};

/// The published rows after a run: one that was run takes the place of the row of the same metric,
/// one that is new comes last, and all others stay as they were measured when they were.
std::vector<Row> merge(std::vector<Row> published, const std::vector<Row>& fresh);

std::string to_json(const std::vector<Row>& rows);
/// Throws nlohmann::json::exception for what `to_json` does not write.
std::vector<Row> rows_from_json(const std::string& text);
/// Rows that miss their goal are named as such above the table.
std::string to_markdown(const std::vector<Row>& rows);

}  // namespace caisson::bench
