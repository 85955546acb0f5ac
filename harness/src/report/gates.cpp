#include "report/gates.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "base/text.hpp"
#include "report/json.hpp"
#include "report/text.hpp"

namespace caisson::report {
namespace {

using Kind = Gate::Result;

Error unreadable(std::string_view what) {
  return {ErrorKind::manifest, fmt::format("{} cannot be read", what), "",
          "Configure the project again, and run its gates."};
}

Tone tone_of(Kind kind) {
  switch (kind) {
    case Kind::passed:
      return Tone::good;
    case Kind::failed:
    case Kind::did_not_end:
      return Tone::bad;
    case Kind::skipped:
      return Tone::warn;
    case Kind::did_not_run:
    case Kind::pending:
      break;
  }
  return Tone::dim;
}

Kind kind_of(const std::string& word) {
  if (word == "passed") return Kind::passed;
  if (word == "skipped") return Kind::skipped;
  // Noted before the gate begins, and left there by one that is killed.
  if (word == "running") return Kind::did_not_end;
  return Kind::failed;
}

std::string first_line(const std::string& text) {
  return printable(text.substr(0, text.find('\n')));
}

}  // namespace

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::passed:
      return "passed";
    case Kind::failed:
      return "failed";
    case Kind::skipped:
      return "skipped";
    case Kind::did_not_end:
      return "did not end";
    case Kind::did_not_run:
      return "did not run";
    case Kind::pending:
      break;
  }
  return "pending";
}

Result<std::vector<Gate>> parse_gates(std::string_view text) {
  std::vector<Gate> gates;
  try {
    const Json root = parse_ordered_json(text);
    for (const Json& entry : root.at("gates").get<Json::array_t>()) {
      Gate gate;
      gate.name = entry.at("name").get<std::string>();
      gate.phase = entry.at("phase").get<int>();
      gate.task = entry.at("task").get<std::string>();
      gate.declared_at = entry.at("declared_at").get<std::string>();
      if (entry.at("pending").get<bool>()) gate.result = Kind::pending;
      gates.push_back(std::move(gate));
    }
  } catch (const Json::exception&) {
    return unreadable("the list of gates");
  }
  return gates;
}

Result<void> take_gate_result(std::string_view text, Gate& gate) {
  if (gate.result == Kind::pending) return {};
  try {
    const Json root = parse_ordered_json(text);
    gate.seconds = root.at("seconds").get<double>();
    gate.when = root.at("when").get<std::int64_t>();
    gate.output = root.at("output").get<std::string>();
    gate.result = kind_of(root.at("result").get<std::string>());
  } catch (const Json::exception&) {
    return unreadable("the result of gate `" + gate.name + "`");
  }
  return {};
}

std::string gates_text(const std::vector<Gate>& gates, bool colour) {
  std::size_t width = 0;
  for (const Gate& gate : gates)
    width = std::max(width, gate.name.size());
  std::string text;
  for (const Gate& gate : gates) {
    const std::string result = pad(to_string(gate.result), 11);
    text += fmt::format("{:<2} {:<4} {}  {}", gate.phase, gate.task, pad(gate.name, width),
                        paint(result, tone_of(gate.result), colour));
    if (gate.result == Kind::passed) {
      text += fmt::format("  {:.1f} s", gate.seconds);
    } else if (gate.result != Kind::pending) {
      text += "  " + gate.declared_at;
      if (!gate.output.empty()) text += "\n       " + first_line(gate.output);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += "\n";
  }
  return text;
}

std::string gates_json(const std::vector<Gate>& gates) {
  Json list = Json::array();
  for (const Gate& gate : gates) {
    list.push_back({{"name", gate.name},
                    {"phase", gate.phase},
                    {"task", gate.task},
                    {"result", to_string(gate.result)},
                    {"seconds", gate.seconds},
                    {"when", gate.when},
                    {"declared_at", gate.declared_at},
                    {"output", gate.output}});
  }
  const Json root{{"schema", 1}, {"gates", list}};
  return dump_json(root, 2) + "\n";
}

std::optional<int> current_phase(const std::vector<Gate>& gates) {
  std::optional<int> phase;
  for (const Gate& gate : gates) {
    if (gate.result != Gate::Result::passed)
      phase = std::min(gate.phase, phase.value_or(gate.phase));
  }
  return phase;
}

}  // namespace caisson::report
