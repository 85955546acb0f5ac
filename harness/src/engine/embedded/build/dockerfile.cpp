#include "engine/embedded/build/dockerfile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "base/json.hpp"
#include "base/text.hpp"
#include "engine/embedded/build/words.hpp"

namespace caisson::engine::embedded::build {
namespace {

/// What an instruction may look like.
struct Grammar {
  std::string_view name;
  bool takes_list;
  std::vector<std::string_view> flags;
};

const std::vector<Grammar>& grammars() {
  static const std::vector<Grammar> table{
      {"ARG", false, {}},
      {"CMD", true, {}},
      {"COPY", true, {"from", "chown", "chmod", "link"}},
      {"ENTRYPOINT", true, {}},
      {"ENV", false, {}},
      {"EXPOSE", false, {}},
      {"FROM", false, {"platform"}},
      {"HEALTHCHECK", false, {"interval", "timeout", "start-period", "retries", "start-interval"}},
      {"LABEL", false, {}},
      {"MAINTAINER", false, {}},
      {"RUN", true, {}},
      {"SHELL", true, {}},
      {"STOPSIGNAL", false, {}},
      {"USER", false, {}},
      {"VOLUME", true, {}},
      {"WORKDIR", false, {}}};
  return table;
}

const Grammar* grammar_of(const std::string& name) {
  const auto& table = grammars();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const auto& entry) { return entry.name == name; });
  return found == table.end() ? nullptr : &*found;
}

bool is_blank_line(std::string_view line) {
  return trim(line).empty();
}

bool is_comment(std::string_view line) {
  return trim(line).starts_with('#');
}

struct Line {
  std::string text;
  int number = 0;
};

/// Lines joined at their `\`; comments and empty lines in between are none.
std::vector<Line> logical_lines(std::string_view text) {
  std::vector<Line> lines;
  std::optional<Line> open;
  int number = 0;
  for (std::string raw : split(text, '\n')) {
    ++number;
    if (raw.ends_with('\r')) raw.pop_back();
    if (is_comment(raw) || is_blank_line(raw)) continue;
    if (!open) open = Line{{}, number};
    const auto end = raw.find_last_not_of(" \t");
    const bool goes_on = raw[end] == '\\';
    open->text += goes_on ? raw.substr(0, end) : raw;
    if (goes_on) continue;
    lines.push_back(*std::exchange(open, std::nullopt));
  }
  if (open) lines.push_back(*open);
  return lines;
}

/// The value of a list `["a", "b"]`; none for anything else, which is a shell's text then.
std::optional<std::vector<std::string>> list_of(const std::string& text) {
  if (!text.starts_with('[')) return std::nullopt;
  const auto json = parse_json(text);
  if (!json.is_array()) return std::nullopt;
  std::vector<std::string> list;
  for (const auto& element : json) {
    if (!element.is_string()) return std::nullopt;
    list.push_back(element.get<std::string>());
  }
  return list;
}

Error unknown(const Instruction& instruction) {
  if (instruction.name == "ADD")
    return error_at(instruction, "ADD is not known to the embedded engine",
                    "COPY files; fetch and unpack archives with RUN");
  if (instruction.name == "ONBUILD")
    return error_at(instruction, "ONBUILD is not known to the embedded engine",
                    "write the instruction in the Dockerfiles that build on this one");
  std::vector<std::string> names;
  for (const auto& grammar : grammars())
    names.emplace_back(grammar.name);
  return error_at(instruction, fmt::format("unknown instruction `{}`", instruction.name),
                  did_you_mean(instruction.name, names));
}

Result<void> take_flags(Instruction& instruction, const Grammar& grammar) {
  while (instruction.text.starts_with("--")) {
    const auto end = instruction.text.find_first_of(" \t");
    const std::string word = instruction.text.substr(2, end == std::string::npos ? end : end - 2);
    instruction.text = end == std::string::npos ? "" : trim(instruction.text.substr(end));
    const auto equals = word.find('=');
    const std::string name = word.substr(0, equals);
    if (std::find(grammar.flags.begin(), grammar.flags.end(), name) == grammar.flags.end())
      return error_at(
          instruction,
          fmt::format("{} has no `--{}` in the embedded engine", instruction.name, name),
          instruction.name == "RUN" ? "what only BuildKit knows is left out here" : "");
    instruction.flags[name] = equals == std::string::npos ? "" : word.substr(equals + 1);
  }
  return {};
}

Result<Instruction> read_instruction(const Line& line) {
  Instruction instruction;
  instruction.line = line.number;
  const std::string_view text = trim(line.text);
  const auto end = text.find_first_of(" \t");
  instruction.name = to_upper(text.substr(0, end));
  if (end != text.npos) instruction.text = trim(text.substr(end));
  const Grammar* grammar = grammar_of(instruction.name);
  if (grammar == nullptr) return unknown(instruction);
  if (auto taken = take_flags(instruction, *grammar); !taken) return taken.error();
  if (instruction.text.empty()) return error_at(instruction, instruction.name + " says nothing");
  if (!grammar->takes_list) return instruction;
  if (auto list = list_of(instruction.text)) {
    instruction.list = std::move(*list);
    instruction.is_list = true;
  } else if (instruction.name == "SHELL") {
    return error_at(instruction, "SHELL wants a list", R"(write it as ["/bin/bash", "-c"])");
  }
  return instruction;
}

Result<Stage> read_stage(const Instruction& from) {
  const std::vector<std::string> words = split_words(from.text);
  Stage stage;
  stage.from = from;
  stage.base = words.front();
  if (words.size() == 3 && to_upper(words[1]) == "AS") {
    stage.name = to_lower(words[2]);
  } else if (words.size() != 1) {
    return error_at(from, "FROM is an image, and a name after `AS`");
  }
  return stage;
}

/// Directives stand before everything else.
Result<void> check_directives(std::string_view text) {
  for (const std::string& line : split(text, '\n')) {
    const std::string_view comment = trim(line);
    if (!comment.starts_with('#')) return {};
    std::string directive;
    std::copy_if(comment.begin() + 1, comment.end(), std::back_inserter(directive),
                 [](unsigned char c) { return std::isspace(c) == 0; });
    if (to_lower(directive).starts_with("escape=") && directive != "escape=\\")
      return Error{ErrorKind::image,
                   "the Dockerfile has another sign for escapes",
                   {},
                   "leave `# escape=` out"};
  }
  return {};
}

}  // namespace

std::string Instruction::shown() const {
  std::string shown = name;
  for (const auto& [flag, value] : flags)
    shown += fmt::format(" --{}={}", flag, value);
  return shown + " " + text;
}

Error error_at(const Instruction& instruction, std::string message, std::string remedy) {
  return {ErrorKind::image,
          fmt::format("Dockerfile, line {}: {}", instruction.line, message),
          {},
          std::move(remedy)};
}

Result<Dockerfile> parse_dockerfile(std::string_view text) {
  if (auto fine = check_directives(text); !fine) return fine.error();
  Dockerfile file;
  for (const Line& line : logical_lines(text)) {
    auto instruction = read_instruction(line);
    if (!instruction) return instruction.error();
    if (instruction->name == "FROM") {
      auto stage = read_stage(*instruction);
      if (!stage) return stage.error();
      file.stages.push_back(std::move(*stage));
    } else if (!file.stages.empty()) {
      file.stages.back().steps.push_back(std::move(*instruction));
    } else if (instruction->name == "ARG") {
      file.arguments.push_back(std::move(*instruction));
    } else {
      return error_at(*instruction, instruction->name + " stands before the first FROM");
    }
  }
  if (file.stages.empty()) return Error{ErrorKind::image, "the Dockerfile has no FROM"};
  return file;
}

}  // namespace caisson::engine::embedded::build
