#include "cli/put_back.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "base/text.hpp"
#include "cli/database_data.hpp"
#include "cli/folder_data.hpp"
#include "cli/held_data.hpp"
#include "cli/pause.hpp"
#include "cli/save.hpp"

namespace caisson::cli {
namespace {

struct Step {
  const data::SavedPart* saved;
  std::unique_ptr<Restoring> restoring;
};

Result<std::unique_ptr<Restoring>> open_part(Context& context, const model::Stack& stack,
                                             const data::Part& part) {
  const model::Service& service = stack.services.at(part.service);
  if (part.kind == data::Kind::postgres) {
    auto database = DatabaseData::open(context, service, part.place);
    if (!database) return database.error();
    return std::unique_ptr<Restoring>(std::move(*database));
  }
  auto folder = FolderData::open(context, service, part);
  if (!folder) return folder.error();
  return std::unique_ptr<Restoring>(std::move(*folder));
}

/// A database that was made since has nothing to be replaced by.
Result<void> name_newer_databases(Context& context, const model::Stack& stack,
                                  const std::vector<data::SavedPart>& parts) {
  std::map<std::string, std::set<std::string>> saved;
  for (const data::SavedPart& one : parts) {
    if (one.part.kind == data::Kind::postgres) saved[one.part.service].insert(one.part.place);
  }
  for (const auto& [service, databases] : saved) {
    const auto server = DatabaseData::open(context, stack.services.at(service));
    if (!server) return server.error();
    const auto names = (*server)->siblings();
    if (!names) return names.error();
    for (const std::string& name : *names) {
      if (!databases.contains(name))
        spdlog::info("the backup has no database `{}` of {}: it stays as it is", name, service);
    }
  }
  return {};
}

Error of_part(Error error, const data::SavedPart& saved) {
  if (error.place.empty()) error.place = "services." + saved.part.service;
  return error;
}

/// All or none: what has changed places already changes back when a later one cannot.
Result<void> swap_all(std::vector<Step>& steps) {
  for (std::size_t at = 0; at < steps.size(); ++at) {
    const auto swapped = steps[at].restoring->swap();
    if (swapped) continue;
    for (std::size_t done = at; done-- > 0;) {
      const auto back = steps[done].restoring->swap_back();
      if (!back) spdlog::error("{}", to_string(of_part(back.error(), *steps[done].saved)));
    }
    return of_part(swapped.error(), *steps[at].saved);
  }
  return {};
}

Result<void> put_back_parts(Context& context, const data::ArchiveReader& archive,
                            const std::vector<data::SavedPart>& parts) {
  const auto stack = context.stack();
  if (!stack) return stack.error();
  std::vector<Step> steps;
  std::set<std::string> services;
  std::vector<std::string> replaced;
  for (const data::SavedPart& saved : parts) {
    auto restoring = open_part(context, **stack, saved.part);
    if (!restoring) return of_part(restoring.error(), saved);
    const auto source = archive.source_of(saved.file);
    if (!source) return source.error();
    const auto readable = (*restoring)->check(saved, *source);
    if (!readable) return of_part(readable.error(), saved);
    const auto there = (*restoring)->is_there();
    if (!there) return of_part(there.error(), saved);
    services.insert(saved.part.service);
    if (*there) replaced.push_back(saved.part.service);
    steps.push_back({&saved, std::move(*restoring)});
  }

  // From here on nobody writes what the safety backup would miss.
  const auto paused = Pause::dependants_of(context, services);
  if (!paused) return paused.error();
  if (!replaced.empty()) {
    const auto safety = save_into(context, "safety", replaced);
    if (!safety) return safety.error();
    spdlog::info("what there was is in {}", *safety);
  }
  for (Step& step : steps) {
    const auto source = archive.source_of(step.saved->file);
    if (!source) return source.error();
    const auto prepared = step.restoring->prepare(*step.saved, *source);
    if (!prepared) return of_part(prepared.error(), *step.saved);
  }
  const auto swapped = swap_all(steps);
  if (!swapped) return swapped;
  for (Step& step : steps) {
    const auto finished = step.restoring->finish();
    if (!finished) spdlog::warn("{}", to_string(of_part(finished.error(), *step.saved)));
  }
  return name_newer_databases(context, **stack, parts);
}

}  // namespace

Result<void> put_back(Context& context, const data::ArchiveReader& archive,
                      const std::vector<std::string>& services, const std::string& verb) {
  const auto stack = context.stack();
  if (!stack) return stack.error();
  const auto parts = fitting_parts(archive.header(), **stack, services, archive.path());
  if (!parts) return parts.error();
  const auto held = HeldData::make(context, verb);
  if (!held) return held.error();
  const auto whole = archive.check();
  if (!whole) return whole;
  return put_back_parts(context, archive, *parts);
}

}  // namespace caisson::cli
