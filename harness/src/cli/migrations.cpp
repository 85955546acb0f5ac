#include "cli/migrations.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/paths.hpp"
#include "cli/backups.hpp"
#include "cli/bring_up.hpp"
#include "cli/database_data.hpp"
#include "cli/exit_code.hpp"
#include "cli/save.hpp"
#include "cli/survey.hpp"
#include "plan/declaration_hash.hpp"

namespace caisson::cli {
namespace {

bool is_postgres(const model::Service& service) {
  return service.healthcheck && service.healthcheck->kind == model::HealthCheck::Kind::postgres;
}

/// Whether a folder of it has something in it. One that may not be read belongs to its server,
/// which has been there.
bool may_hold_data(const model::Service& database) {
  return std::any_of(database.volumes.begin(), database.volumes.end(), [](const auto& volume) {
    if (volume.read_only || !volume.is_path() || !file_exists(volume.source)) return false;
    std::error_code problem;
    const bool empty = std::filesystem::is_empty(volume.source, problem);
    return problem || !empty;
  });
}

std::map<std::string, std::string> read_record(const std::string& path) {
  std::map<std::string, std::string> record;
  const auto text = read_file(path);
  if (!text) return record;
  const nlohmann::json json = parse_json(*text);
  if (!json.is_object()) return record;
  for (const auto& [name, value] : json.items()) {
    if (value.is_string()) record[name] = value.get<std::string>();
  }
  return record;
}

}  // namespace

Result<std::string> Migrations::file() const {
  const auto instance = m_context.instance();
  if (!instance) return instance.error();
  const auto state = state_directory(*instance);
  if (!state) return state.error();
  return *state + "/migrations.json";
}

/// What each is made from now: its declaration and its image's recipe.
std::map<std::string, std::string> Migrations::present() {
  std::map<std::string, std::string> made_from;
  const model::Stack& stack = *m_plan.stack;
  for (const plan::Step& step : m_plan.steps) {
    const model::Service& service = *step.service;
    const bool migrates =
        std::any_of(stack.services.begin(), stack.services.end(), [&](const auto& one) {
          const auto& by = one.second.template_by;
          return is_postgres(one.second) &&
                 std::find(by.begin(), by.end(), service.name) != by.end();
        });
    if (!migrates) continue;
    const std::string image = m_fingerprints.of(stack.images.at(service.image));
    made_from[service.name] =
        sha256_hex(plan::canonical_declaration(stack, service, service.env) + "\n" + image);
  }
  return made_from;
}

Result<int> Migrations::save_before(const std::string& verb,
                                    const std::vector<std::string>& again) {
  const auto path = file();
  if (!path) return path.error();
  const auto before = read_record(*path);
  const auto now = present();
  for (const plan::Step& step : m_plan.steps) {
    const auto& by = step.service->template_by;
    const bool is_next =
        is_postgres(*step.service) &&
        std::any_of(by.begin(), by.end(), [&](const std::string& name) {
          const auto at = now.find(name);
          const auto known = before.find(name);
          if (std::find(again.begin(), again.end(), name) != again.end()) return true;
          return at != now.end() && (known == before.end() || known->second != at->second);
        });
    if (!is_next) continue;
    const auto saved = save(*step.service, verb);
    if (!saved || *saved != k_done) return saved;
  }
  return k_done;
}

Result<int> Migrations::save(const model::Service& database, const std::string& verb) {
  const auto container = container_of(m_context, database.name);
  const bool runs = container && container->phase == engine::Phase::running;
  if (!runs) {
    if (!may_hold_data(database)) return k_done;
    const auto plan = plan_with_history(m_context, {database.name});
    if (!plan) return plan.error();
    const auto started = bring_up(m_context, *plan, {});
    if (!started || *started != k_done) return started;
  }
  const auto data = hold_data(m_context, verb);
  if (!data) return data.error();
  const auto server = DatabaseData::open(m_context, database);
  if (!server) return server.error();
  const auto there = (*server)->is_there();
  if (!there) return there.error();
  if (!*there) return k_done;
  const auto rows = (*server)->rows();
  if (!rows) return rows.error();
  if (rows->empty()) return k_done;
  const auto path = save_into(m_context, "safety", {database.name});
  if (!path) return path.error();
  spdlog::info("{} is about to be migrated; what it holds is in {}", database.name, *path);
  return k_done;
}

Result<void> Migrations::remember() {
  const auto path = file();
  if (!path) return path.error();
  auto record = read_record(*path);
  for (auto& [name, made_from] : present())
    record[name] = made_from;
  if (record.empty()) return {};
  return write_if_different(*path, dump_json(nlohmann::json(record)) + "\n", 0600);
}

}  // namespace caisson::cli
