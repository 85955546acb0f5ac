#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cerrno>
#include <iostream>
#include <set>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/backups.hpp"
#include "cli/bring_up.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/take_down.hpp"
#include "cli/verbs.hpp"
#include "data/part.hpp"

namespace caisson::cli {
namespace {

/// The way out when nothing else helps: containers and networks of the instance go, its data are
/// set aside under another name, and the default mode starts with none. Nothing is deleted that
/// cannot be made again, and nothing of others is touched.
class Reset final : public Verb {
 public:
  void declare(Arguments&) override {}

  Result<int> run(Context& context) override {
    const auto stack = context.stack();
    if (!stack) return stack.error();
    const auto instance = context.instance();
    if (!instance) return instance.error();
    const auto plan = plan_with_history(context, {});
    if (!plan) return plan.error();
    const std::set<std::string> folders = data_folders(**stack);
    const auto agreed = agree(context, *instance, folders);
    if (!agreed) return agreed.error();
    {
      const auto held = hold_instance(*instance, "reset");
      if (!held) return held.error();
      const auto data = hold_data(context, "reset");
      if (!data) return data.error();
      const auto gone = take_down(context, *instance, {});
      if (!gone || *gone != k_done) return gone;
      const auto aside = set_aside(folders);
      if (!aside) return aside.error();
    }
    return bring_up(context, *plan, {});
  }

 private:
  static std::set<std::string> data_folders(const model::Stack& stack) {
    std::set<std::string> folders;
    for (const data::Part& part : data::parts_of(stack)) {
      for (const model::Volume& volume : stack.services.at(part.service).volumes) {
        if (volume.read_only) continue;
        if (volume.is_path()) {
          folders.insert(volume.source);
        } else {
          spdlog::warn("the volume `{}` of {} stays: only folders are set aside", volume.source,
                       part.service);
        }
      }
    }
    return folders;
  }

  static Result<void> agree(Context& context, const std::string& instance,
                            const std::set<std::string>& folders) {
    if (variable("CONFIRM") == "yes") return {};
    const std::string what = fmt::format("a reset stops `{}` and takes its data away: {}", instance,
                                         join({folders.begin(), folders.end()}, ", "));
    if (::isatty(STDIN_FILENO) == 1 && context.err().is_tty()) {
      context.err().write(what + "\nType `yes` to go on: ");
      std::string answer;
      std::getline(std::cin, answer);
      if (trim(answer) == "yes") return {};
    }
    return Error{ErrorKind::usage, what, "", "Agree to it with `CONFIRM=yes`."};
  }

  /// A folder belongs to its service's user: its name may be changed by who owns the one above.
  static Result<void> set_aside(const std::set<std::string>& folders) {
    const std::string stamp = data::backup_name("before-reset", wall_clock());
    const std::string suffix = "." + stamp.substr(0, stamp.find(".tar"));
    for (const std::string& folder : folders) {
      if (!file_exists(folder)) continue;
      if (::rename(folder.c_str(), (folder + suffix).c_str()) != 0) {
        Error error = errno_error("cannot set the data aside", folder);
        error.remedy = "Move the folder yourself, then run `caisson reset` again.";
        return error;
      }
      const auto made = make_directories(folder);
      if (!made) return made;
      spdlog::info("{} is now {}", folder, folder + suffix);
    }
    return {};
  }
};

}  // namespace

std::unique_ptr<Verb> make_reset() {
  return std::make_unique<Reset>();
}

}  // namespace caisson::cli
