#include "plan/environment.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "model/problems.hpp"

namespace caisson::plan {
namespace {

std::string remedy(const std::vector<EnvFile>& files) {
  if (files.empty()) return "set it in the environment, or name a file with ENV_FILE";
  std::vector<std::string> paths;
  for (const EnvFile& file : files)
    paths.push_back(file.path);
  return fmt::format("set it in `{}`, or in the environment", join(paths, "` or `"));
}

}  // namespace

model::Service in_mode(const model::Service& service, const model::Mode& mode) {
  model::Service wanted = service;
  const auto entries = mode.env.find(service.name);
  if (entries == mode.env.end()) return wanted;
  for (const auto& [name, value] : entries->second)
    wanted.env[name] = value;
  return wanted;
}

Result<Variables> environment_of(const model::Service& service, const std::vector<EnvFile>& files,
                                 const Variables& process) {
  Variables environment;
  const Lookup outside = [&](const std::string& name) -> std::optional<std::string> {
    const auto found = process.find(name);
    return found == process.end() ? std::nullopt : std::optional(found->second);
  };
  for (const EnvFile& file : files) {
    Result<Variables> read = parse_env_file(file, outside);
    if (!read) return read;
    for (auto& [name, value] : *read)
      environment[name] = std::move(value);
  }
  const Variables from_files = environment;
  const Lookup lookup = [&](const std::string& name) -> std::optional<std::string> {
    const auto found = from_files.find(name);
    return found == from_files.end() ? outside(name) : std::optional(found->second);
  };
  model::Problems problems;
  for (const auto& [name, value] : service.env) {
    Result<std::string> expanded = expand(value, lookup);
    if (expanded) {
      environment[name] = *expanded;
      continue;
    }
    Error error = expanded.error();
    error.place = fmt::format("services.{}.env.{}", service.name, name);
    if (error.remedy.empty()) error.remedy = remedy(files);
    problems.push_back(std::move(error));
  }
  if (problems.empty()) return environment;
  Error error = model::to_error(problems, service.declared_at);
  error.kind = ErrorKind::usage;
  return error;
}

}  // namespace caisson::plan
