#include "report/gates_page.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "report/text.hpp"

namespace caisson::report {
namespace {

using Kind = Gate::Result;

/// `- start-order (phase 1, task 1.1)`
std::string item(const Gate& gate) {
  const std::string task = gate.task.empty() ? "" : ", task " + gate.task;
  return fmt::format("- {} (phase {}{})", gate.name, gate.phase, task);
}

bool is_red(const Gate& gate) {
  return gate.result == Kind::failed || gate.result == Kind::skipped ||
         gate.result == Kind::did_not_end;
}

std::string updated(const std::vector<Gate>& gates) {
  std::int64_t newest = 0;
  for (const Gate& gate : gates)
    newest = std::max(newest, gate.when);
  if (newest == 0) return "never";
  const auto seconds = static_cast<std::time_t>(newest / 1'000'000);
  return fmt::format("{:%Y-%m-%d %H:%M} UTC, the newest result", fmt::gmtime(seconds));
}

std::string tasks(const std::vector<Gate>& gates) {
  std::map<std::pair<int, std::string>, std::pair<int, int>> passed_of;
  for (const Gate& gate : gates) {
    auto& [passed, all] = passed_of[{gate.phase, gate.task}];
    passed += gate.result == Kind::passed ? 1 : 0;
    ++all;
  }
  std::string table = "| phase | task | gates passed |\n|---|---|---|\n";
  for (const auto& [task, count] : passed_of)
    table +=
        fmt::format("| {} | {} | {}/{} |\n", task.first, task.second, count.first, count.second);
  return table;
}

/// The lines of those gates for which there is one.
template <class Line>
std::string section(const char* title, const std::vector<Gate>& gates, Line line) {
  std::string text;
  for (const Gate& gate : gates)
    text += line(gate);
  return fmt::format("\n## {}\n\n{}", title, text.empty() ? "None.\n" : text);
}

/// The first line, without where this machine keeps the sources.
std::string why(const Gate& gate, const std::string& source_dir) {
  std::string line = gate.output.substr(0, gate.output.find('\n'));
  const std::string folder = source_dir + "/";
  for (auto at = line.find(folder); at != std::string::npos; at = line.find(folder, at))
    line.erase(at, folder.size());
  return line.empty() ? "" : ": " + printable(line);
}

}  // namespace

std::string gates_page(const std::vector<Gate>& gates, const std::string& source_dir) {
  const std::optional<int> current = current_phase(gates);
  const auto passed = std::count_if(gates.begin(), gates.end(),
                                    [](const Gate& gate) { return gate.result == Kind::passed; });
  const auto in_current = [&](const Gate& gate) { return gate.phase == current; };
  std::string page = fmt::format(
      "# Implementation status\n\n"
      "Rendered from the results of the gates by `caisson gate --status`; not written by hand.\n\n"
      "- Current phase: {}\n- Last updated: {}\n- Progress: {}/{} gates passed\n"
      "\n## Progress per task\n\n{}",
      current ? std::to_string(*current) : "none: every gate has passed", updated(gates), passed,
      gates.size(), tasks(gates));
  page += section("Blockers", gates, [&](const Gate& gate) {
    return in_current(gate) && is_red(gate)
               ? fmt::format("{}: {}\n", item(gate), to_string(gate.result))
               : "";
  });
  page += section("Next steps", gates, [&](const Gate& gate) {
    if (!in_current(gate)) return std::string();
    if (gate.result == Kind::pending) return item(gate) + ": build it\n";
    return gate.result == Kind::did_not_run ? item(gate) + ": run it\n" : std::string();
  });
  page += section("Completed features", gates, [](const Gate& gate) {
    return gate.result == Kind::passed ? item(gate) + "\n" : std::string();
  });
  page += section("Known issues", gates, [&](const Gate& gate) {
    if (!is_red(gate)) return std::string();
    return fmt::format("{}: {}{}\n", item(gate), to_string(gate.result), why(gate, source_dir));
  });
  return page;
}

}  // namespace caisson::report
