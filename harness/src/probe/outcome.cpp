#include "probe/outcome.hpp"

#include "probe/text.hpp"

namespace caisson::probe {

Verdict judge_exec(const engine::ExecResult& result) {
  if (result.exit_code == 0) return Verdict::ready();
  std::string reason = "exited with code " + std::to_string(result.exit_code);
  // What a shell says for a command it cannot find or run.
  if (result.exit_code == 126) reason += " (not executable)";
  if (result.exit_code == 127) reason += " (not found in the image)";
  const auto start = result.output.find_first_not_of("\r\n");
  if (start != std::string::npos)
    reason += ": " + first_line(std::string_view(result.output).substr(start));
  return Verdict::not_ready(std::move(reason));
}

Verdict judge_health(engine::Health health) {
  switch (health) {
    case engine::Health::healthy:
      return Verdict::ready();
    case engine::Health::unhealthy:
      return Verdict::not_ready("the engine calls it unhealthy");
    case engine::Health::starting:
      return Verdict::not_ready("the engine still calls it starting");
    case engine::Health::none:
      break;
  }
  return Verdict::not_ready("the image has no HEALTHCHECK");
}

}  // namespace caisson::probe
