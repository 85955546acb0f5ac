#include "engine/embedded/build/stage_state.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace caisson::engine::embedded::build {
namespace {

constexpr const char* k_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// Known without an ARG.
constexpr std::array k_predefined{"http_proxy", "https_proxy", "no_proxy", "ftp_proxy",
                                  "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "FTP_PROXY",
                                  "all_proxy",  "ALL_PROXY"};

Error misfit(const Instruction& instruction, const Error& error) {
  return error_at(instruction, error.message, error.remedy);
}

/// `ARG name=default`: the value given for the build, else the default, else none.
Result<std::pair<std::string, std::optional<std::string>>> argument_of(
    const Instruction& instruction, const std::string& word, const Variables& given,
    const Variables& known) {
  const auto equals = word.find('=');
  const std::string name = word.substr(0, equals);
  if (const auto found = given.find(name); found != given.end())
    return std::pair(name, std::optional(found->second));
  if (equals == word.npos) return std::pair(name, std::optional<std::string>());
  auto value = expand_word(word.substr(equals + 1), known);
  if (!value) return misfit(instruction, value.error());
  return std::pair(name, std::optional(std::move(*value)));
}

}  // namespace

StageState::StageState(store::ConfigFile base, Variables given, Variables global)
    : m_image(std::move(base)), m_given(std::move(given)), m_global(std::move(global)) {
  m_image.config.env.emplace("PATH", k_path);
}

Result<bool> StageState::apply(const Instruction& instruction) {
  ImageConfig& config = m_image.config;
  const std::string& name = instruction.name;
  Result<void> taken;
  if (name == "RUN" || name == "COPY") return false;
  if (name == "ARG") {
    taken = take_argument(instruction);
  } else if (name == "ENV" || name == "LABEL") {
    auto pairs = expand_pairs(instruction.text, variables());
    if (!pairs) return misfit(instruction, pairs.error());
    for (auto& [key, value] : *pairs)
      (name == "ENV" ? config.env : config.labels)[key] = value;
  } else if (name == "CMD") {
    m_has_command = true;
    config.command = run_command(instruction);
  } else if (name == "ENTRYPOINT") {
    // The base's command was made for the base's entry point.
    if (!m_has_command) config.command.clear();
    config.entrypoint = run_command(instruction);
  } else if (name == "WORKDIR") {
    taken = take_working_directory(instruction);
  } else if (name == "USER" || name == "STOPSIGNAL") {
    auto value = expanded(instruction);
    if (!value) return value.error();
    (name == "USER" ? config.user : config.stop_signal) = std::move(*value);
  } else if (name == "VOLUME") {
    taken = take_volumes(instruction);
  } else if (name == "SHELL") {
    m_shell = instruction.list;
  } else if (name == "HEALTHCHECK") {
    taken = take_healthcheck(instruction);
  }
  // EXPOSE and MAINTAINER mean nothing to this engine.
  if (!taken) return taken.error();
  return true;
}

Result<std::string> StageState::expanded(const Instruction& instruction) const {
  auto value = expand_word(instruction.text, variables());
  if (!value) return misfit(instruction, value.error());
  return value;
}

Result<void> StageState::take_argument(const Instruction& instruction) {
  for (const std::string& word : split_words(instruction.text)) {
    auto argument = argument_of(instruction, word, m_given, variables());
    if (!argument) return argument.error();
    auto& [name, value] = *argument;
    const auto global = m_global.find(name);
    if (!value && global != m_global.end()) value = global->second;
    if (value) m_arguments[name] = *value;
  }
  return {};
}

Result<void> StageState::take_working_directory(const Instruction& instruction) {
  const auto value = expanded(instruction);
  if (!value) return value.error();
  m_image.config.working_directory = absolute(*value);
  m_folders.push_back(m_image.config.working_directory);
  return {};
}

Result<void> StageState::take_volumes(const Instruction& instruction) {
  auto words = instruction.is_list ? Result<std::vector<std::string>>(instruction.list)
                                   : expand_words(instruction.text, variables());
  if (!words) return misfit(instruction, words.error());
  for (const std::string& path : *words)
    m_image.config.volumes.push_back(absolute(path));
  return {};
}

Result<void> StageState::take_healthcheck(const Instruction& instruction) {
  Instruction command = instruction;
  const auto end = instruction.text.find_first_of(" \t");
  const std::string kind = to_upper(instruction.text.substr(0, end));
  m_image.config.healthcheck.clear();
  if (kind == "NONE") return {};
  if (kind != "CMD" || end == std::string::npos)
    return error_at(instruction, "HEALTHCHECK wants `CMD` or `NONE`");
  command.text = trim(instruction.text.substr(end));
  const auto parsed = parse_dockerfile("FROM scratch\nCMD " + command.text);
  if (!parsed) return error_at(instruction, "HEALTHCHECK's command is none");
  m_image.config.healthcheck = run_command(parsed->stages.front().steps.front());
  return {};
}

std::vector<std::string> StageState::run_command(const Instruction& instruction) const {
  if (instruction.is_list) return instruction.list;
  std::vector<std::string> command = m_shell;
  command.push_back(instruction.text);
  return command;
}

std::string StageState::absolute(const std::string& path) const {
  const auto joined = std::filesystem::path(m_image.config.working_directory) / path;
  std::string plain = ("/" / joined.lexically_normal().relative_path()).string();
  while (plain.size() > 1 && plain.ends_with('/'))
    plain.pop_back();
  return plain;
}

Variables StageState::variables() const {
  Variables all = m_image.config.env;
  all.insert(m_arguments.begin(), m_arguments.end());
  return all;
}

Variables StageState::run_environment() const {
  Variables all = variables();
  for (const char* name : k_predefined) {
    const auto found = m_given.find(name);
    if (found != m_given.end()) all.emplace(name, found->second);
  }
  return all;
}

Result<Variables> global_arguments(const Dockerfile& file, const Variables& given) {
  Variables known;
  for (const Instruction& instruction : file.arguments) {
    for (const std::string& word : split_words(instruction.text)) {
      auto argument = argument_of(instruction, word, given, known);
      if (!argument) return argument.error();
      if (argument->second) known[argument->first] = *argument->second;
    }
  }
  return known;
}

}  // namespace caisson::engine::embedded::build
