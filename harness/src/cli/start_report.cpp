#include "cli/start_report.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <ctime>

#include "base/file.hpp"
#include "base/paths.hpp"
#include "cli/causes.hpp"
#include "cli/history_file.hpp"
#include "render/graph.hpp"
#include "report/budget.hpp"
#include "report/history.hpp"
#include "report/start_page.hpp"

namespace caisson::cli {
namespace {

Result<std::string> page_file(Context& context) {
  const auto instance = context.instance();
  if (!instance) return instance.error();
  const auto state = state_directory(*instance);
  if (!state) return state.error();
  return *state + "/start.html";
}

std::vector<report::Cause> causes_of_absences(const std::vector<run::Absence>& absences,
                                              const model::Stack& stack) {
  std::vector<report::Cause> causes;
  for (const run::Absence& absence : absences) {
    report::Cause cause;
    cause.service = absence.service;
    cause.declared_at = stack.services.at(absence.service).declared_at;
    cause.error = absence.error;
    cause.held_back = absence.held_back;
    causes.push_back(std::move(cause));
  }
  return causes;
}

std::time_t time_of_begin(Duration took) {
  return std::time(nullptr) - std::chrono::duration_cast<std::chrono::seconds>(took).count();
}

Result<report::StartPage> page_of(Context& context, EndedStart start) {
  const auto instance = context.instance();
  if (!instance) return instance.error();
  const auto engine = context.engine();
  if (!engine) return engine.error();
  report::StartPage page;
  page.status = std::move(start.where);
  page.status.stack = start.plan.stack->name;
  page.status.instance = *instance;
  page.status.mode = start.plan.mode;
  page.status.engine_kind = (*engine)->info().kind;
  page.status.engine_version = (*engine)->info().version;
  page.source_dir = start.plan.stack->source_dir;
  page.began_at = fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(time_of_begin(start.took)));
  page.took = start.took;
  page.interrupted = start.outcome.interrupted;
  page.images = start.times.images;
  page.causes = causes_of(start.outcome.failures);
  page.absences = causes_of_absences(start.outcome.absences, *start.plan.stack);
  page.lanes = report::lanes_of(start.plan, start.times, page.causes, page.absences);
  page.graph_svg = render::graph_svg(start.plan);
  return page;
}

Result<void> add_to_history(const report::StartPage& page) {
  const auto state = state_directory(page.status.instance);
  if (!state) return state.error();
  auto past = report::past_starts(page.lanes);
  for (auto& [service, times] : past) {
    times.at = time_of_begin(page.took);
    times.mode = page.status.mode;
  }
  return HistoryFile(*state).add(past);
}

}  // namespace

void remember_start(Context& context, EndedStart start) {
  const auto warn = [](const Error& error) { spdlog::warn("{}", to_string(error)); };
  const auto file = page_file(context);
  if (!file) return warn(file.error());
  const auto page = page_of(context, std::move(start));
  if (!page) return warn(page.error());
  for (const std::string& broken : report::broken_budgets(page->lanes))
    spdlog::warn("{}", broken);
  const auto added = add_to_history(*page);
  if (!added) warn(added.error());
  const auto written = write_file(*file, report::start_page(*page), 0600);
  if (!written) warn(written.error());
}

Result<std::string> last_start_page(Context& context) {
  const auto file = page_file(context);
  if (!file) return file.error();
  auto page = read_file(*file);
  if (!page && page.error().kind == ErrorKind::not_found) {
    return Error{ErrorKind::not_found, "no start of this instance is known", *file,
                 "Start something first: `caisson up`."};
  }
  return page;
}

}  // namespace caisson::cli
