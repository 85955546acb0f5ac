#include "cli/drive.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <set>
#include <utility>

#include "base/paths.hpp"
#include "cli/exit_code.hpp"
#include "cli/ready_times.hpp"

namespace caisson::cli {

run::Outcome drive(Context& context, Means means, const plan::Plan& plan, run::Options options,
                   Teller& teller) {
  Loop& loop = context.loop();
  run::Outcome outcome;
  run::Driver driver(
      std::move(means.surroundings), plan, std::move(means.site), options,
      [&teller](const model::Event& event, Instant at) { teller.observe(event, at); });
  bool interrupted = false;
  loop.on_interrupt([&](int) {
    if (std::exchange(interrupted, true)) {
      context.err().write("\n");
      ::_exit(k_interrupted);
    }
    driver.interrupt();
  });
  driver.up([&](run::Outcome ended) {
    outcome = std::move(ended);
    loop.stop();
  });
  loop.run();
  return outcome;
}

Result<std::vector<Lock>> hold_paths(const run::Site& site) {
  std::set<std::string> paths;
  for (const auto& [service, about] : site.services) {
    for (const auto& [path, key] : about.persistent_paths)
      paths.insert(path);
  }
  std::vector<Lock> locks;
  for (const auto& path : paths) {
    const auto file = lock_file_of(path);
    if (!file) return file.error();
    auto lock = Lock::acquire(*file, "instance `" + site.instance + "`");
    if (!lock) {
      Error error = lock.error();
      if (error.kind == ErrorKind::conflict) {
        error.message = "the data in `" + path + "` " + error.message;
        error.remedy = "Wait for that command to end, or give this instance another folder.";
      }
      return error;
    }
    locks.push_back(std::move(*lock));
  }
  return locks;
}

void remember(const std::string& instance, const Teller& teller) {
  const auto state = state_directory(instance);
  if (!state) return;
  const ReadyTimesFile file(*state);
  ReadyTimes times = file.read();
  teller.learn(times);
  const auto written = file.write(times);
  if (!written) spdlog::warn("{}", to_string(written.error()));
}

}  // namespace caisson::cli
