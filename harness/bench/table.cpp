#include "bench/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace caisson::bench {
namespace {

using nlohmann::ordered_json;

/// Each machine once for each day on which it measured something.
std::string machines_of(const std::vector<Row>& rows) {
  std::set<std::string> lines;
  for (const Row& row : rows)
    lines.insert(fmt::format("- {}: {}\n", row.provenance.date, row.provenance.machine));
  return fmt::format("{}", fmt::join(lines, ""));
}

}  // namespace

std::vector<Row> merge(std::vector<Row> published, const std::vector<Row>& fresh) {
  for (const Row& row : fresh) {
    const auto known = std::find_if(published.begin(), published.end(),
                                    [&](const Row& other) { return other.metric == row.metric; });
    if (known == published.end())
      published.push_back(row);
    else if (row.was_run)
      *known = row;
  }
  return published;
}

std::string to_json(const std::vector<Row>& rows) {
  ordered_json list = ordered_json::array();
  for (const Row& row : rows)
    list.push_back({{"metric", row.metric},
                    {"goal", row.goal},
                    {"value", row.value},
                    {"met", row.met},
                    {"rival", row.rival},
                    {"floor", row.floor},
                    {"date", row.provenance.date},
                    {"machine", row.provenance.machine}});
  return ordered_json{{"rows", list}}.dump(2) + "\n";
}

std::vector<Row> rows_from_json(const std::string& text) {
  const ordered_json table = ordered_json::parse(text);
  std::vector<Row> rows;
  for (const ordered_json& row : table.at("rows"))
    rows.push_back({row.at("metric"),
                    row.at("goal"),
                    row.at("value"),
                    row.at("met"),
                    row.at("rival"),
                    row.at("floor"),
                    true,
                    {row.at("date"), row.at("machine")}});
  return rows;
}

std::string to_markdown(const std::vector<Row>& rows) {
  std::string missed;
  std::string table =
      "| metric | goal | measured | met | rival | floor | date |\n|---|---|---|---|---|---|---|\n";
  for (const Row& row : rows) {
    if (!row.met)
      missed += fmt::format("- {}: goal {}, measured {}\n", row.metric, row.goal, row.value);
    table += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", row.metric, row.goal, row.value,
                         row.met ? "yes" : "**no**", row.rival, row.floor, row.provenance.date);
  }
  return fmt::format(
      "# Benchmarks\n\nWritten by `make bench`; do not edit.\n\n"
      "Ratios are medians of interleaved runs on one machine with a bootstrapped 95 % interval in "
      "brackets; absolute times belong to that machine only. What a run does not measure stays "
      "as it was, with its date.\n\n{}{}\n{}\nMeasured on:\n\n{}",
      missed.empty() ? "Every goal is met.\n" : "Goals missed:\n\n", missed, table,
      machines_of(rows));
}

}  // namespace caisson::bench
