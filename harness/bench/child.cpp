#include "bench/child.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <stdexcept>

namespace caisson::bench {

ChildRun run_child(Loop& loop, const ProcessSpec& spec) {
  ChildRun run;
  std::optional<Result<ProcessExit>> exit;
  const auto process = make_system_process(loop);
  const auto line = [&](std::string text) { run.lines.push_back(std::move(text)); };
  const auto ended = [&](Result<ProcessExit> how) {
    run.end = std::chrono::steady_clock::now();
    exit.emplace(std::move(how));
    loop.stop();
  };
  run.begin = std::chrono::steady_clock::now();
  const auto child = process->spawn(spec, line, ended);
  while (!exit)
    loop.run();
  if (!*exit) throw std::runtime_error(to_string(exit->error()));
  if (!(*exit)->ok())
    throw std::runtime_error(fmt::format("`{}` failed with {}: {}", fmt::join(spec.argv, " "),
                                         (*exit)->code, fmt::join(run.lines, "\n")));
  return run;
}

}  // namespace caisson::bench
