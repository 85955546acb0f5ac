#include "bench/table.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace caisson::bench {

std::string to_json(const std::vector<Row>& rows, const Provenance& provenance) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Row& row : rows)
    list.push_back({{"metric", row.metric},
                    {"goal", row.goal},
                    {"value", row.value},
                    {"met", row.met},
                    {"rival", row.rival},
                    {"floor", row.floor},
                    {"date", provenance.date},
                    {"machine", provenance.machine}});
  return nlohmann::ordered_json{{"rows", list}}.dump(2) + "\n";
}

std::string to_markdown(const std::vector<Row>& rows, const Provenance& provenance) {
  std::string missed;
  std::string table =
      "| metric | goal | measured | met | rival | floor |\n|---|---|---|---|---|---|\n";
  for (const Row& row : rows) {
    if (!row.met)
      missed += fmt::format("- {}: goal {}, measured {}\n", row.metric, row.goal, row.value);
    table += fmt::format("| {} | {} | {} | {} | {} | {} |\n", row.metric, row.goal, row.value,
                         row.met ? "yes" : "**no**", row.rival, row.floor);
  }
  return fmt::format(
      "# Benchmarks\n\nWritten by `make bench`; do not edit. {}; {}.\n\n"
      "Ratios are medians of interleaved runs on one machine with a bootstrapped 95 % interval in "
      "brackets; absolute times belong to that machine only.\n\n{}{}\n{}",
      provenance.date, provenance.machine,
      missed.empty() ? "Every goal is met.\n" : "Goals missed:\n\n", missed, table);
}

}  // namespace caisson::bench
