#include "cli/absences.hpp"

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace caisson::cli {
namespace {

using Json = nlohmann::json;

std::string reason_of(const Error& error) {
  return error.remedy.empty() ? error.message : error.message + "; " + error.remedy;
}

}  // namespace

AbsencesFile::AbsencesFile(const std::string& state_directory)
    : m_path(state_directory + "/unavailable.json") {}

std::map<std::string, Missing> AbsencesFile::read() const {
  std::map<std::string, Missing> missing;
  const auto text = read_file(m_path);
  if (!text) return missing;
  const Json json = parse_json(*text);
  if (!json.is_object()) return missing;
  for (const auto& [service, about] : json.items()) {
    if (!about.is_object() || !about.contains("reason") || !about["reason"].is_string()) continue;
    missing[service] = {about.value("unavailable", false), about["reason"].get<std::string>()};
  }
  return missing;
}

Result<void> AbsencesFile::update(const plan::Plan& plan,
                                  const std::vector<run::Absence>& absences) const {
  auto missing = read();
  const bool had_some = !missing.empty();
  for (const plan::Step& step : plan.steps)
    missing.erase(step.service->name);
  for (const run::Absence& absence : absences) {
    missing[absence.service] = {true, reason_of(absence.error)};
    for (const std::string& name : absence.held_back)
      missing.try_emplace(
          name,
          Missing{false, fmt::format("held back by `{}`, which is unavailable", absence.service)});
  }
  if (missing.empty()) return had_some ? forget() : Result<void>();
  Json json = Json::object();
  for (const auto& [service, about] : missing)
    json[service] = {{"unavailable", about.unavailable}, {"reason", about.reason}};
  return write_file(m_path, dump_json(json, 1) + "\n");
}

Result<void> AbsencesFile::forget() const {
  return remove_file(m_path);
}

std::string absences_text(const std::vector<run::Absence>& absences) {
  std::string text;
  for (const run::Absence& absence : absences) {
    text += fmt::format("`{}` is unavailable: {}", absence.service, reason_of(absence.error));
    if (!absence.held_back.empty())
      text += fmt::format("; held back: `{}`", join(absence.held_back, "`, `"));
    text += "\n";
  }
  return text;
}

}  // namespace caisson::cli
