#include <fmt/format.h>

#include <filesystem>

#include "cli/backups.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/save.hpp"
#include "cli/verbs.hpp"
#include "report/json.hpp"

namespace caisson::cli {
namespace {

/// Where backups of each kind lie; rollback points have names of their own.
constexpr const char* k_kinds[] = {"manual", "daily", "safety"};

class Backup final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positionals("services", m_services,
                          "services to save; none: all that run and have data");
    arguments.option("--to", m_to, "folder to write to, else data/backups/manual");
    arguments.flag("--daily", m_daily, "keep it by the rule of those made twice a day");
    arguments.flag("--list", m_list, "show the backups there are, newest first");
  }

  Result<int> run(Context& context) override {
    if (m_list) return list(context);
    if (!m_to.empty() && m_daily) {
      return Error{ErrorKind::usage, "a folder of your own is not kept by a rule", "--to",
                   "Give one of `--to` and `--daily`."};
    }
    const auto data = hold_data(context, "backup");
    if (!data) return data.error();
    const auto path = make(context);
    if (!path) return path.error();
    if (context.options().json()) {
      context.out().write(report::dump(report::Json{{"schema", 1}, {"backup", *path}}) + "\n");
    } else {
      context.out().write(*path + "\n");
    }
    return k_done;
  }

 private:
  Result<std::string> make(Context& context) {
    if (m_to.empty()) return save_into(context, m_daily ? "daily" : "manual", m_services);
    const auto stack = context.stack();
    if (!stack) return stack.error();
    std::error_code ignored;
    const std::string path =
        std::filesystem::absolute(m_to, ignored) / data::backup_name((*stack)->name, wall_clock());
    const auto saved = save(context, path, m_services);
    if (!saved) return saved.error();
    return path;
  }

  static Result<int> list(Context& context) {
    const auto stack = context.stack();
    if (!stack) return stack.error();
    const auto folder = backups_folder(context);
    if (!folder) return folder.error();
    report::Json all = report::Json::array();
    std::string text;
    for (const char* const kind : k_kinds) {
      for (const Listed& one : listed_backups(*folder + "/" + kind, (*stack)->name)) {
        text += fmt::format("{}  {:<6}  {}\n", data::rfc3339(one.made_at), kind, one.path);
        all.push_back(
            {{"made_at", data::rfc3339(one.made_at)}, {"kind", kind}, {"path", one.path}});
      }
    }
    const bool json = context.options().json();
    context.out().write(json ? report::dump({{"schema", 1}, {"backups", all}}) + "\n" : text);
    return k_done;
  }

  std::vector<std::string> m_services;
  std::string m_to;
  bool m_daily = false;
  bool m_list = false;
};

}  // namespace

std::unique_ptr<Verb> make_backup() {
  return std::make_unique<Backup>();
}

}  // namespace caisson::cli
