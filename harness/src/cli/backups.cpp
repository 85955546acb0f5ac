#include "cli/backups.hpp"

#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "base/paths.hpp"
#include "cli/hold.hpp"
#include "plan/identity.hpp"

namespace caisson::cli {

Result<std::string> backups_folder(Context& context) {
  const auto stack = context.stack();
  if (!stack) return stack.error();
  const auto instance = context.instance();
  if (!instance) return instance.error();
  const auto own = plan::instance_name(**stack, {});
  if (!own) return own.error();
  std::string folder = variable("CAISSON_BACKUPS");
  if (folder.empty()) {
    const std::string data = (*stack)->source_dir + "/data";
    const auto made = make_directories(data);
    if (!made) return made.error();
    const auto all = private_directory(data + "/backups");
    if (!all || *instance == *own) return all;
    folder = *all + "/" + *instance;
  }
  return private_directory(folder);
}

Result<std::string> backups_folder(Context& context, const std::string& kind) {
  const auto folder = backups_folder(context);
  if (!folder) return folder.error();
  return private_directory(*folder + "/" + kind);
}

std::vector<Listed> listed_backups(const std::string& folder, const std::string& stack) {
  std::vector<Listed> found;
  std::error_code ignored;  // no folder, no backups
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const auto time = data::backup_time(stack, entry.path().filename().string());
    if (time) found.push_back({entry.path().string(), *time});
  }
  std::sort(found.begin(), found.end(),
            [](const Listed& a, const Listed& b) { return a.made_at > b.made_at; });
  return found;
}

Result<void> thin_out(const std::string& folder, const std::string& stack,
                      const data::Retention& retention) {
  std::vector<data::Time> times;
  for (const Listed& listed : listed_backups(folder, stack))
    times.push_back(listed.made_at);
  for (const data::Time time : data::outlived(times, retention)) {
    const auto removed = remove_file(folder + "/" + data::backup_name(stack, time));
    if (!removed) return removed;
  }
  return {};
}

data::Time wall_clock() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

Result<Lock> hold_data(Context& context, const std::string& verb) {
  const auto instance = context.instance();
  if (!instance) return instance.error();
  return hold(*instance, "data.lock", "the data of `" + *instance + "`", verb);
}

}  // namespace caisson::cli
