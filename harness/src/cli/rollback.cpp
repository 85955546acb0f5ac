#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <tuple>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/backups.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/gates_of.hpp"
#include "cli/put_back.hpp"
#include "cli/save.hpp"
#include "cli/verbs.hpp"
#include "data/changes.hpp"
#include "model/edge.hpp"
#include "model/parse.hpp"
#include "report/json.hpp"

namespace caisson::cli {
namespace {

constexpr const char* k_extension = ".tar";

struct Point {
  std::string name;
  std::string made_at;
  std::vector<std::string> services;
};

/// A rollback point is a backup with a name: data, volumes and the manifest they were made under.
class Rollback final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positional("action", m_action, "create, list, to or delete");
    arguments.positionals("point", m_names, "name of the point; `create` finds one itself");
    arguments.option("--phase", m_phase, "create: of this phase of the project, or `current`");
    arguments.flag("--replace", m_replace, "create: in the place of a point of that name");
    arguments.flag("--if-running", m_if_running, "create: no error where nothing has data");
    arguments.options("--service", m_services, "only the data of this service");
    arguments.flag("--force", m_force, "to: although the declarations have changed since");
  }

  Result<int> run(Context& context) override {
    const auto known = context.known_services(m_services);
    if (!known) return known.error();
    if (m_action == "list") return list(context);
    if (m_action == "create") return create(context);
    if (m_action == "to") return to(context);
    if (m_action == "delete") return remove(context);
    return Error{ErrorKind::usage, "unknown action `" + m_action + "`", "rollback",
                 did_you_mean(m_action, {"create", "list", "to", "delete"})};
  }

 private:
  Result<std::string> path_of(Context& context, const std::string& name) const {
    if (!data::is_point_name(name)) {
      return Error{ErrorKind::usage, "`" + name + "` cannot be the name of a rollback point", "",
                   "Use up to 64 of a-z, 0-9, `-`, `_` and `.`."};
    }
    const auto folder = backups_folder(context, "points");
    if (!folder) return folder.error();
    return *folder + "/" + name + k_extension;
  }

  Result<std::string> named_point(Context& context) const {
    if (m_names.size() != 1)
      return Error{ErrorKind::usage, "`rollback " + m_action + "` needs the name of one point",
                   "point", "`caisson rollback list` shows them."};
    const auto path = path_of(context, m_names.front());
    if (!path || file_exists(*path)) return path;
    const auto points = read_all(context);
    if (!points) return points.error();
    std::vector<std::string> names;
    for (const Point& point : *points)
      names.push_back(point.name);
    return Error{ErrorKind::usage, "there is no rollback point `" + m_names.front() + "`", "point",
                 did_you_mean(m_names.front(), names)};
  }

  Result<std::string> name_of_new(Context& context) const {
    if (m_names.size() > 1)
      return Error{ErrorKind::usage, "a point has one name", "point", "Give one, or none."};
    if (!m_names.empty()) return m_names.front();
    const std::string time = to_lower(data::backup_name("", wall_clock()));
    const std::string stamp = time.substr(1, time.size() - 1 - std::string(k_extension).size());
    if (m_phase.empty()) return "point-" + stamp;
    if (m_phase != "current") return "phase" + m_phase + "-" + stamp;
    const auto gates = gates_of(context);
    if (!gates) return gates.error();
    const auto phase = report::current_phase(*gates);
    // All have passed: the last one is where the project is.
    int last = 1;
    for (const report::Gate& gate : *gates)
      last = std::max(last, gate.phase);
    return fmt::format("phase{}-{}", phase.value_or(last), stamp);
  }

  Result<int> create(Context& context) const {
    const auto data = hold_data(context, "rollback create");
    if (!data) return data.error();
    const auto name = name_of_new(context);
    if (!name) return name.error();
    const auto path = path_of(context, *name);
    if (!path) return path.error();
    const bool there = file_exists(*path);
    if (there && !m_replace) {
      return Error{ErrorKind::conflict, "there is a rollback point `" + *name + "` already", *path,
                   "Give another name, or delete it: `caisson rollback delete " + *name + "`."};
    }
    if (m_if_running) {
      const auto runs = has_data_to_save(context);
      if (!runs) return runs.error();
      if (!*runs) {
        spdlog::info("no point `{}` is made: nothing runs that has data", *name);
        return k_done;
      }
    }
    const auto saved = there ? replace(context, *path) : save(context, *path, m_services);
    if (!saved) return saved.error();
    context.out().write(*name + "\n");
    return k_done;
  }

  /// The old point stays until the new one is whole.
  Result<data::Header> replace(Context& context, const std::string& path) const {
    const std::string beside = path + ".new";
    const auto cleared = remove_file(beside);
    if (!cleared) return cleared.error();
    auto saved = save(context, beside, m_services);
    if (saved && ::rename(beside.c_str(), path.c_str()) != 0)
      return errno_error("cannot replace the point", path);
    return saved;
  }

  Result<int> to(Context& context) const {
    const auto path = named_point(context);
    if (!path) return path.error();
    const auto archive = data::ArchiveReader::open(*path);
    if (!archive) return archive.error();
    const auto same = same_declarations(context, *archive);
    if (!same) return same.error();
    const auto done = put_back(context, *archive, m_services, "rollback to");
    if (!done) return done.error();
    spdlog::info("everything is as at {}, the point `{}`", archive->header().made_at,
                 m_names.front());
    return k_done;
  }

  Result<void> same_declarations(Context& context, const data::ArchiveReader& archive) const {
    const auto now = context.stack();
    if (!now) return now.error();
    const auto text = archive.text_of(data::k_manifest_file);
    if (!text) return text.error();
    auto then = model::parse_stack(*text, archive.path() + ":" + data::k_manifest_file);
    if (!then) return then.error();
    model::connect_edges(*then);
    const auto changes = data::changes(*then, **now);
    if (changes.empty()) return {};
    if (m_force) {
      for (const std::string& change : changes)
        spdlog::info("{}", change);
      return {};
    }
    return Error{ErrorKind::usage, "the point is of other declarations: " + join(changes, ", "),
                 archive.path(),
                 "Check out and configure what it was made from, or put its data under the present "
                 "declarations with `--force`."};
  }

  Result<int> remove(Context& context) const {
    const auto path = named_point(context);
    if (!path) return path.error();
    const auto removed = remove_file(*path);
    if (!removed) return removed.error();
    return k_done;
  }

  static Result<std::vector<Point>> read_all(Context& context) {
    const auto folder = backups_folder(context, "points");
    if (!folder) return folder.error();
    std::vector<Point> points;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(*folder, ignored)) {
      if (entry.path().extension() != k_extension) continue;
      const auto archive = data::ArchiveReader::open(entry.path().string());
      if (!archive) {
        spdlog::warn("{}", to_string(archive.error()));
        continue;
      }
      Point point{entry.path().stem().string(), archive->header().made_at, {}};
      for (const data::SavedPart& saved : archive->header().parts) {
        const std::string& service = saved.part.service;
        if (point.services.empty() || point.services.back() != service)
          point.services.push_back(service);
      }
      points.push_back(std::move(point));
    }
    std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) {
      return std::tie(b.made_at, a.name) < std::tie(a.made_at, b.name);
    });
    return points;
  }

  static Result<int> list(Context& context) {
    const auto points = read_all(context);
    if (!points) return points.error();
    std::string text;
    report::Json all = report::Json::array();
    for (const Point& point : *points) {
      text += fmt::format("{}  {}  {}\n", point.made_at, point.name, join(point.services, ", "));
      all.push_back(
          {{"name", point.name}, {"made_at", point.made_at}, {"services", point.services}});
    }
    const bool json = context.options().json();
    context.out().write(json ? report::dump({{"schema", 1}, {"points", all}}) + "\n" : text);
    return k_done;
  }

  std::string m_action;
  std::vector<std::string> m_names;
  std::string m_phase;
  std::vector<std::string> m_services;
  bool m_replace = false;
  bool m_if_running = false;
  bool m_force = false;
};

}  // namespace

std::unique_ptr<Verb> make_rollback() {
  return std::make_unique<Rollback>();
}

}  // namespace caisson::cli
