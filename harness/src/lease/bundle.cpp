#include "lease/bundle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <regex>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace caisson::lease {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::size_t k_shown_lines = 8;

/// File systems take names of 255 bytes.
constexpr std::size_t k_longest_folder = 200;

/// A test's name as the name of a folder.
std::string folder_name(const std::string& test) {
  std::string name = test;
  if (name.size() > k_longest_folder)
    name = name.substr(0, k_longest_folder) + "-" + sha256_hex(test).substr(0, 12);
  std::replace_if(
      name.begin(), name.end(),
      [](unsigned char c) { return std::isalnum(c) == 0 && c != '.' && c != '-' && c != '_'; },
      '_');
  return name.empty() || name.front() == '.' ? "_" + name : name;
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text)
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// CTest's -R is a regular expression: the name must match as it is.
std::string rerun_line(const Evidence& evidence) {
  static const std::regex special(R"([.^$*+?()\[\]{}|\\])");
  const std::string name = std::regex_replace(evidence.test, special, R"(\$&)");
  return fmt::format("ctest --test-dir {} -R {} --output-on-failure",
                     quoted(evidence.stack->build_dir), quoted("^" + name + "$"));
}

const char* word_of(engine::Phase phase) {
  switch (phase) {
    case engine::Phase::created:
      return "created";
    case engine::Phase::running:
      return "running";
    case engine::Phase::paused:
      return "paused";
    case engine::Phase::exited:
      return "exited";
    case engine::Phase::removing:
      return "removing";
  }
  return "";
}

Json state_of(const engine::Container& container) {
  Json state{{"id", container.id},
             {"name", container.name},
             {"image", container.image},
             {"phase", word_of(container.phase)},
             {"oom_killed", container.oom_killed},
             {"started_at", container.started_at},
             {"labels", container.labels}};
  if (container.exit_code) state["exit_code"] = *container.exit_code;
  for (const auto& network : container.networks)
    state["addresses"][network.network] = network.address;
  for (const auto& port : container.ports)
    state["ports"][std::to_string(port.container)] = port.host;
  return state;
}

std::string log_of(const Evidence& evidence, const std::string& service) {
  std::string text;
  for (const Diary::Entry& entry : evidence.window) {
    if (entry.service == service && !entry.from_us) text += entry.text + "\n";
  }
  return text;
}

std::string history_of(const Evidence& evidence) {
  std::string text;
  for (const Diary::Entry& entry : evidence.window) {
    if (entry.from_us) text += entry.service + ": " + entry.text + "\n";
  }
  return text;
}

Result<void> write_files(const Evidence& evidence, const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& [service, state] : evidence.states) {
    const auto variables = evidence.variables.find(service);
    Json about = state_of(state);
    if (variables != evidence.variables.end())
      about["environment"] = without_secrets(variables->second);
    files[service + ".json"] = dump_json(about, 2) + "\n";
    files[service + ".log"];
  }
  // Also of those whose container is gone, with whatever became of it.
  for (const Diary::Entry& entry : evidence.window) {
    if (!entry.from_us) files[entry.service + ".log"] += entry.text + "\n";
  }
  files["history.txt"] = history_of(evidence);
  std::string environment;
  for (const auto& [name, value] : without_secrets(variables_of(evidence.facts)))
    environment += name + "=" + value + "\n";
  files["environment.txt"] = environment;
  files["rerun.txt"] = rerun_line(evidence) + "\n";
  for (const auto& [name, text] : files) {
    const auto written = write_file(folder + "/" + name, text);
    if (!written) return written;
  }
  return {};
}

std::string summary_of(const Evidence& evidence, const std::string& folder) {
  std::string text = fmt::format("services of `{}` in {}:\n", evidence.test, evidence.environment);
  for (const std::string& service : evidence.services) {
    const auto lines = split(log_of(evidence, service), '\n');
    const auto state = evidence.states.find(service);
    text += fmt::format("  {} ({})\n", service,
                        state == evidence.states.end() ? "gone" : word_of(state->second.phase));
    const std::size_t count = lines.empty() ? 0 : lines.size() - 1;
    for (std::size_t i = count > k_shown_lines ? count - k_shown_lines : 0; i < count; ++i)
      text += "    | " + lines[i] + "\n";
  }
  return text + "  all of it: " + folder + "\n  again: " + rerun_line(evidence) + "\n";
}

}  // namespace

std::map<std::string, std::string> without_secrets(std::map<std::string, std::string> variables) {
  static const std::regex secret("PASS|TOKEN|SECRET|KEY|CREDENTIAL",
                                 std::regex::icase | std::regex::ECMAScript);
  // As in `postgres://login:password@host`, wherever in the value; a password may hold an `@`.
  static const std::regex userinfo(R"(([a-z][a-z0-9+.-]*://[^:@/\s]*):[^/\s]*@)",
                                   std::regex::icase | std::regex::ECMAScript);
  // As in `?password=…` and in `host=db password=…`.
  static const std::regex setting(R"(((?:pass|token|secret|key|credential)\w*\s*=\s*)[^&;\s]+)",
                                  std::regex::icase | std::regex::ECMAScript);
  for (auto& [name, value] : variables) {
    if (std::regex_search(name, secret)) {
      value = "***";
    } else {
      value = std::regex_replace(std::regex_replace(value, userinfo, "$1:***@"), setting, "$1***");
    }
  }
  return variables;
}

Result<Verdict> write_bundle(const Evidence& evidence) {
  const std::string folder =
      evidence.stack->build_dir + "/caisson/failures/" + folder_name(evidence.test);
  std::error_code problem;
  fs::remove_all(folder, problem);
  if (problem) return Error{ErrorKind::io, "cannot empty it: " + problem.message(), folder};
  const auto made = make_directories(folder);
  if (!made) return made.error();
  const auto written = write_files(evidence, folder);
  if (!written) return written.error();
  return Verdict{summary_of(evidence, folder), folder};
}

}  // namespace caisson::lease
