#include "cli/bring_up.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <set>

#include "base/file.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"
#include "cli/absences.hpp"
#include "cli/backends.hpp"
#include "cli/causes.hpp"
#include "cli/drive.hpp"
#include "cli/exit_code.hpp"
#include "cli/hold.hpp"
#include "cli/reach.hpp"
#include "cli/start_report.hpp"
#include "cli/supervision.hpp"
#include "cli/survey.hpp"
#include "cli/teller.hpp"
#include "cli/urls.hpp"
#include "cli/workbench.hpp"
#include "model/names.hpp"
#include "report/failure.hpp"
#include "report/json.hpp"

namespace caisson::cli {
namespace {

/// The services of the plan that are there; their edges are left out.
plan::Plan without(const plan::Plan& plan, const std::vector<run::Absence>& absences) {
  std::set<std::string> missing;
  for (const run::Absence& absence : absences) {
    missing.insert(absence.service);
    missing.insert(absence.held_back.begin(), absence.held_back.end());
  }
  plan::Plan there{plan.stack, plan.mode, plan.profiles, {}};
  for (const plan::Step& step : plan.steps) {
    if (!missing.contains(step.service->name)) there.steps.push_back({step.service, {}});
  }
  return there;
}

/// Where the services of the plan are, without asking the engine again.
report::Status addresses_of(const plan::Plan& plan, Workbench& bench) {
  report::Status status;
  const model::Service* edge = edge_of(plan);
  const auto edge_ports =
      edge == nullptr ? std::vector<engine::PublishedPort>() : bench.ports().known(*edge);
  for (const auto& step : plan.steps) {
    report::ServiceStatus service;
    service.name = step.service->name;
    if (step.service->backend != model::Backend::container)
      service.backend = model::to_string(step.service->backend);
    service.urls = routed_urls(*plan.stack, *step.service, edge, edge_ports);
    add_ports(service, *step.service, bench.ports().known(*step.service));
    status.services.push_back(std::move(service));
  }
  return status;
}

/// Where to go now.
void tell_urls(Context& context, const report::Status& status, bool as_json) {
  if (!as_json) {
    context.out().write(report::urls_text(status, wants_colour(context.out())));
    return;
  }
  report::Json urls = report::Json::object();
  for (const auto& service : status.services)
    urls[service.name] = service.urls;
  context.out().write(report::dump(report::Json{{"schema", 1}, {"event", "done"}, {"urls", urls}}) +
                      "\n");
}

int code_of(const run::Outcome& outcome) {
  if (outcome.interrupted) return k_interrupted;
  if (outcome.success) return k_done;
  if (outcome.failures.empty()) return k_service_failed;
  return exit_code_of(outcome.failures.front().error.kind);
}

/// Tells what had to stay away, and keeps it for `status`.
void remember_absences(Context& context, const std::string& instance, const plan::Plan& plan,
                       const std::vector<run::Absence>& absences) {
  context.err().write(absences_text(absences));
  const auto state = state_directory(instance);
  if (!state) return;
  const auto written = AbsencesFile(*state).update(plan, absences);
  if (!written) spdlog::warn("{}", to_string(written.error()));
}

/// What this run leaves for later commands and other tools. None of it can fail the run.
void remember_run(Context& context, const plan::Plan& plan, const run::Outcome& outcome,
                  const Teller& teller, const report::Status& where) {
  const auto instance = context.instance();
  const auto file = reach_file(context);
  if (!instance || !file) return;
  if (!teller.idle()) {
    remember(*instance, teller);
    remember_start(context,
                   {plan, outcome, teller.start(),
                    outcome.failures.empty() ? where : report::Status(), teller.elapsed()});
  }
  if (teller.idle() && file_exists(*file)) return;
  const auto written = write_reach(context);
  // Where the run failed, what made it fail is told.
  if (!written && outcome.failures.empty()) spdlog::warn("{}", to_string(written.error()));
}

}  // namespace

Result<Lock> hold_instance(const std::string& instance, const std::string& verb) {
  return hold(instance, "instance.lock", "the instance `" + instance + "`", verb);
}

Result<plan::Plan> plan_with_history(Context& context, const std::vector<std::string>& services) {
  const auto stack = context.stack();
  if (!stack) return stack.error();
  const auto instance = context.instance();
  if (!instance) return instance.error();
  const auto state = state_directory(*instance);
  if (!state) return state.error();
  const auto& options = context.options();
  return plan::make_plan(**stack, {options.mode, services, options.profiles},
                         durations_of(ReadyTimesFile(*state).read()));
}

Result<int> bring_up(Context& context, const plan::Plan& plan, run::Options options,
                     const Fingerprint& fingerprint) {
  const auto kind = report::parse_progress(context.options().progress);
  if (!kind) return kind.error();
  const auto instance = context.instance();
  if (!instance) return instance.error();
  const auto held = hold_instance(*instance, "up");
  if (!held) return held.error();
  const auto engine = context.engine();
  if (!engine) return engine.error();
  Teller teller(context, *kind, plan);
  auto bench = Workbench::make(context, plan, Workbench::Purpose::act,
                               [&teller](const std::string& line) { teller.note(line); });
  if (!bench) return bench.error();
  teller.tell_urls(plan, (*bench)->ports());
  const auto paths = hold_paths((*bench)->site());
  if (!paths) return paths.error();
  const auto forwarding = prepare_forwarding(context, plan, (*bench)->ports());
  if (!forwarding) return forwarding.error();
  for (const plan::Step& step : plan.steps) {
    for (const std::string& remark : step.service->remarks)
      teller.note(remark);
  }
  const auto quiet = QuietSupervisor::make(*instance);
  if (!quiet) return quiet.error();

  options.without_unavailable = true;
  run::Surroundings surroundings = (*bench)->surroundings();
  if (fingerprint) surroundings.fingerprint = fingerprint;
  const run::Outcome outcome =
      drive(context, {std::move(surroundings), (*bench)->site()}, plan, options, teller);
  teller.finish();
  const report::Status where = addresses_of(without(plan, outcome.absences), **bench);
  remember_run(context, plan, outcome, teller, where);
  if (!outcome.failures.empty()) {
    context.err().write(
        report::failure_text(causes_of(outcome.failures), wants_colour(context.err())));
  }
  const bool went_on = outcome.failures.empty() && !outcome.interrupted;
  if (went_on) remember_absences(context, *instance, plan, outcome.absences);
  // Something may run even after a failure: what was there before, or what --keep left.
  if (!quiet->is_there() && (went_on || options.keep)) {
    const auto left = leave_supervisor(context, *instance);
    if (!left) spdlog::warn("{}", to_string(left.error()));
  }
  if (went_on && *kind != report::ProgressKind::quiet) {
    const bool as_json = *kind == report::ProgressKind::json;
    if (outcome.absences.empty() && teller.idle() && !as_json) {
      spdlog::info("everything is up to date ({} {})", plan.steps.size(),
                   plan.steps.size() == 1 ? "service" : "services");
    }
    tell_urls(context, where, as_json);
  }
  return code_of(outcome);
}

}  // namespace caisson::cli
