#include "cli/daily_backups.hpp"

#include <utility>

#include "cli/backups.hpp"
#include "data/part.hpp"
#include "plan/identity.hpp"

namespace caisson::cli {

std::unique_ptr<DailyBackups> DailyBackups::make(Context& context, Say say) {
  const auto stack = context.stack();
  const auto instance = context.instance();
  const auto manifest = context.manifest();
  const auto engine = context.engine();
  if (!stack || !instance || !manifest || !engine) return nullptr;
  const auto own = plan::instance_name(**stack, {});
  const bool is_own = own && *own == *instance;
  const bool wanted = is_own || !variable("CAISSON_BACKUPS").empty();
  if (!wanted || data::parts_of(**stack).empty()) return nullptr;
  const auto folder = backups_folder(context, "daily");
  if (!folder) {
    say("no backups are made: " + to_string(folder.error()));
    return nullptr;
  }
  ProcessSpec command;
  command.argv = {"/proc/self/exe", "backup",   "--daily",
                  "--manifest",     *manifest,  "--instance",
                  *instance,        "--engine", (*engine)->info().endpoint};
  return std::unique_ptr<DailyBackups>(
      new DailyBackups(context, (*stack)->name, *folder, std::move(command), std::move(say)));
}

DailyBackups::DailyBackups(Context& context, std::string stack, std::string folder,
                           ProcessSpec command, Say say)
    : m_stack(std::move(stack)),
      m_folder(std::move(folder)),
      m_command(std::move(command)),
      m_say(std::move(say)),
      m_processes(make_system_process(context.loop())) {
  data::BackupTimer::World world;
  world.wall_clock = wall_clock;
  world.made = [this] {
    std::vector<data::Time> times;
    for (const Listed& listed : listed_backups(m_folder, m_stack))
      times.push_back(listed.made_at);
    return times;
  };
  world.make = [this](const std::function<void(bool)>& done) { run(done); };
  m_timer.emplace(context.loop().clock(), std::move(world));
}

void DailyBackups::run(const std::function<void(bool)>& done) {
  m_child = m_processes->spawn(
      m_command, [this](const std::string& line) { m_say("backup: " + line); },
      [this, done](const Result<ProcessExit>& end) {
        if (!end) m_say("no backup: " + to_string(end.error()));
        done(end && end->ok());
      });
}

}  // namespace caisson::cli
