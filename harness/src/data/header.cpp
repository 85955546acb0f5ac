#include "data/header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/json.hpp"
#include "base/text.hpp"

namespace caisson::data {
namespace {

using Json = nlohmann::json;

Error unreadable(const std::string& why, const std::string& path) {
  return {ErrorKind::io, "this is no backup: " + why, path,
          "Give a file that `caisson backup` or `caisson rollback create` has written."};
}

SavedPart part_from(const Json& json) {
  SavedPart saved;
  saved.part.service = json.at("service").get<std::string>();
  const auto kind = kind_of(json.at("kind").get<std::string>());
  if (!kind) throw std::invalid_argument("an unknown kind of data");
  saved.part.kind = *kind;
  saved.part.place = json.at("place").get<std::string>();
  saved.image = json.at("image").get<std::string>();
  saved.size = json.at("size").get<std::int64_t>();
  saved.sha256 = json.at("sha256").get<std::string>();
  saved.rows = json.at("rows").get<TableRows>();
  saved.file = json.at("file").get<std::string>();
  return saved;
}

/// A server's databases belong together: where the declared one is saved, the others have a place.
bool has_place(const Part& part, const Header& header, const std::vector<Part>& places) {
  return std::any_of(places.begin(), places.end(), [&](const Part& place) {
    if (place == part) return true;
    const bool same_server = part.kind == Kind::postgres && place.kind == Kind::postgres &&
                             place.service == part.service;
    return same_server && std::any_of(header.parts.begin(), header.parts.end(),
                                      [&](const SavedPart& one) { return one.part == place; });
  });
}

}  // namespace

std::string to_json(const Header& header) {
  Json parts = Json::array();
  for (const SavedPart& saved : header.parts) {
    parts.push_back({{"service", saved.part.service},
                     {"kind", word_of(saved.part.kind)},
                     {"place", saved.part.place},
                     {"file", saved.file},
                     {"image", saved.image},
                     {"size", saved.size},
                     {"sha256", saved.sha256},
                     {"rows", saved.rows}});
  }
  return dump_json(Json{{"schema", k_schema},
                        {"stack", header.stack},
                        {"instance", header.instance},
                        {"made_at", header.made_at},
                        {"made_by", header.made_by},
                        {"manifest_sha256", header.manifest_sha256},
                        {"parts", parts}},
                   2) +
         "\n";
}

Result<Header> header_from(std::string_view text, const std::string& path) {
  const Json json = parse_json(text);
  if (!json.is_object() || !json.contains("schema") || !json["schema"].is_number_integer())
    return unreadable(fmt::format("its `{}` is not ours", k_header_file), path);
  const auto schema = json["schema"].get<std::int64_t>();
  if (schema != k_schema) {
    const Json by = json.value("made_by", Json("another version"));
    return Error{
        ErrorKind::usage,
        fmt::format("the backup has schema {}, and this version reads schema {}", schema, k_schema),
        path,
        "Put it back with the version that wrote it: " +
            (by.is_string() ? by.get<std::string>() : std::string("another version")) + "."};
  }
  try {
    Header header;
    header.stack = json.at("stack").get<std::string>();
    header.instance = json.at("instance").get<std::string>();
    header.made_at = json.at("made_at").get<std::string>();
    header.made_by = json.at("made_by").get<std::string>();
    header.manifest_sha256 = json.at("manifest_sha256").get<std::string>();
    for (const Json& part : json.at("parts"))
      header.parts.push_back(part_from(part));
    return header;
  } catch (const std::exception& error) {
    return unreadable(fmt::format("its `{}` does not hold together", k_header_file), path);
  }
}

Result<std::vector<SavedPart>> fitting_parts(const Header& header, const model::Stack& stack,
                                             const std::vector<std::string>& services,
                                             const std::string& path) {
  if (header.stack != stack.name) {
    return Error{
        ErrorKind::usage,
        fmt::format("the backup is of the stack `{}`, and this is `{}`", header.stack, stack.name),
        path, "Name the manifest of that stack with `--manifest`."};
  }
  const std::vector<Part> places = parts_of(stack);
  std::vector<SavedPart> chosen;
  std::set<std::string> saved;
  for (const SavedPart& one : header.parts) {
    saved.insert(one.part.service);
    const bool wanted = services.empty() || std::find(services.begin(), services.end(),
                                                      one.part.service) != services.end();
    if (!wanted) continue;
    if (!has_place(one.part, header, places)) {
      return Error{ErrorKind::usage,
                   fmt::format("the backup has data of `{}` ({} `{}`), and the stack has no such",
                               one.part.service, word_of(one.part.kind), one.part.place),
                   path, "Name the services to put back with `--service`."};
    }
    chosen.push_back(one);
  }
  for (const std::string& service : services) {
    if (saved.contains(service)) continue;
    return Error{ErrorKind::usage, "the backup has no data of `" + service + "`", path,
                 did_you_mean(service, {saved.begin(), saved.end()})};
  }
  return chosen;
}

std::string difference(const TableRows& expected, const TableRows& found) {
  std::vector<std::string> different;
  for (const auto& [table, rows] : expected) {
    const auto at = found.find(table);
    if (at == found.end()) {
      different.push_back(fmt::format("`{}` is missing", table));
    } else if (at->second != rows) {
      different.push_back(fmt::format("`{}`: {} rows instead of {}", table, at->second, rows));
    }
  }
  for (const auto& [table, rows] : found) {
    if (!expected.contains(table))
      different.push_back(fmt::format("`{}` should not be there", table));
  }
  return join(different, ", ");
}

}  // namespace caisson::data
