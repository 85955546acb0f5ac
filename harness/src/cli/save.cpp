#include "cli/save.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "cli/backups.hpp"
#include "cli/database_data.hpp"
#include "cli/folder_data.hpp"
#include "cli/survey.hpp"
#include "data/archive_writer.hpp"
#include "run/labels.hpp"
#include "run/observe.hpp"

namespace caisson::cli {
namespace {

using Containers = std::map<std::string, engine::Container>;

/// Those that have their service's data: what stands in for one (plan/backend.hpp) has none of it.
Result<Containers> running(Context& context) {
  const auto instance = context.instance();
  if (!instance) return instance.error();
  const auto listed = containers(context, *instance);
  if (!listed) return listed.error();
  Containers found = run::containers_of(*instance, *listed);
  std::erase_if(found, [](const auto& one) {
    return one.second.phase != engine::Phase::running ||
           one.second.labels.contains(run::label::k_backend);
  });
  return found;
}

/// Which parts can be saved now. What is named and cannot is an error.
Result<std::vector<data::Part>> parts_to_save(const model::Stack& stack, const Containers& running,
                                              const std::vector<std::string>& services) {
  const std::vector<data::Part> all = data::parts_of(stack);
  for (const std::string& service : services) {
    const bool has_data = std::any_of(
        all.begin(), all.end(), [&](const data::Part& part) { return part.service == service; });
    if (!has_data)
      return Error{ErrorKind::usage, "`" + service + "` has no data to save",
                   stack.services.at(service).declared_at,
                   "Data are what a HEALTHCHECK POSTGRES or a writable volume says."};
  }
  std::vector<data::Part> chosen;
  for (const data::Part& part : all) {
    const bool named = std::find(services.begin(), services.end(), part.service) != services.end();
    if (!services.empty() && !named) continue;
    if (running.contains(part.service)) {
      chosen.push_back(part);
    } else if (named) {
      return Error{ErrorKind::conflict, "`" + part.service + "` does not run",
                   stack.services.at(part.service).declared_at,
                   "Start it with `caisson up " + part.service + "`."};
    } else {
      spdlog::info("{} does not run: its data are not saved", part.service);
    }
  }
  if (chosen.empty())
    return Error{ErrorKind::conflict, "nothing runs that has data to save", stack.declared_at,
                 "Start it with `caisson up`."};
  return chosen;
}

Error in_service(Error error, const data::Part& part) {
  if (error.place.empty()) error.place = "services." + part.service;
  return error;
}

/// Every database of a server in the place of the one that is declared. Without any the declared
/// one stays: that it is not there is for its dump to say.
Result<std::vector<data::Part>> with_siblings(Context& context, const model::Stack& stack,
                                              const std::vector<data::Part>& parts) {
  std::vector<data::Part> all;
  for (const data::Part& part : parts) {
    if (part.kind != data::Kind::postgres) {
      all.push_back(part);
      continue;
    }
    const auto server = DatabaseData::open(context, stack.services.at(part.service));
    if (!server) return in_service(server.error(), part);
    const auto names = (*server)->siblings();
    if (!names) return in_service(names.error(), part);
    for (const std::string& name : *names)
      all.push_back({part.service, part.kind, name});
    if (names->empty()) all.push_back(part);
    if (std::find(names->begin(), names->end(), part.place) == names->end())
      spdlog::info("{} has no database `{}`: it is not saved", part.service, part.place);
  }
  return all;
}

Result<data::TableRows> write_part(Context& context, const model::Service& service,
                                   const data::Part& part, data::ArchiveWriter& archive) {
  const auto sink = [&archive](std::string_view bytes) { return archive.append(bytes); };
  if (part.kind == data::Kind::postgres) {
    const auto database = DatabaseData::open(context, service, part.place);
    if (!database) return database.error();
    return (*database)->dump(sink);
  }
  const auto folder = FolderData::open(context, service, part);
  if (!folder) return folder.error();
  const auto dumped = (*folder)->dump(sink);
  if (!dumped) return dumped.error();
  return data::TableRows{};
}

Result<void> add_text(data::ArchiveWriter& archive, const std::string& name,
                      const std::string& text) {
  auto done = archive.begin(name);
  if (done) done = archive.append(text);
  if (!done) return done;
  const auto written = archive.end();
  if (!written) return written.error();
  return {};
}

}  // namespace

Result<data::Header> save(Context& context, const std::string& path,
                          const std::vector<std::string>& services) {
  const auto stack = context.stack();
  if (!stack) return stack.error();
  const auto manifest = context.manifest();
  if (!manifest) return manifest.error();
  const auto text = read_file(*manifest);
  if (!text) return text.error();
  const auto known = context.known_services(services);
  if (!known) return known.error();
  const auto present = running(context);
  if (!present) return present.error();
  const auto chosen = parts_to_save(**stack, *present, services);
  if (!chosen) return chosen.error();
  const auto parts = with_siblings(context, **stack, *chosen);
  if (!parts) return parts.error();

  const data::Time now = wall_clock();
  data::Header header{(*stack)->name,  *context.instance(), data::rfc3339(now),
                      CAISSON_VERSION, sha256_hex(*text),   {}};
  auto archive = data::ArchiveWriter::create(path, now);
  if (!archive) return archive.error();
  for (const data::Part& part : *parts) {
    const auto begun = archive->begin(file_of(part));
    if (!begun) return begun.error();
    const auto rows = write_part(context, (*stack)->services.at(part.service), part, *archive);
    if (!rows) return in_service(rows.error(), part);
    const auto written = archive->end();
    if (!written) return written.error();
    header.parts.push_back({part, present->at(part.service).image, written->size, written->sha256,
                            *rows, file_of(part)});
  }
  auto added = add_text(*archive, data::k_manifest_file, *text);
  if (added) added = add_text(*archive, data::k_header_file, to_json(header));
  if (added) added = archive->finish();
  if (!added) return added.error();
  return header;
}

Result<std::string> save_into(Context& context, const std::string& kind,
                              const std::vector<std::string>& services) {
  const auto folder = backups_folder(context, kind);
  if (!folder) return folder.error();
  const auto stack = context.stack();
  if (!stack) return stack.error();
  // Two within a second have to have two names.
  data::Time time = wall_clock();
  while (file_exists(*folder + "/" + data::backup_name((*stack)->name, time)))
    time += std::chrono::seconds(1);
  std::string path = *folder + "/" + data::backup_name((*stack)->name, time);
  const auto saved = save(context, path, services);
  if (!saved) return saved.error();
  const auto thinned =
      kind == "manual"
          ? Result<void>()
          : thin_out(*folder, (*stack)->name, kind == "daily" ? data::k_daily : data::k_safety);
  if (!thinned) spdlog::warn("{}", to_string(thinned.error()));
  return path;
}

Result<bool> has_data_to_save(Context& context) {
  const auto stack = context.stack();
  if (!stack) return stack.error();
  const auto present = running(context);
  if (!present) return present.error();
  const auto parts = data::parts_of(**stack);
  return std::any_of(parts.begin(), parts.end(),
                     [&](const data::Part& part) { return present->contains(part.service); });
}

}  // namespace caisson::cli
