#include <spdlog/spdlog.h>

#include <string>
#include <vector>

#include "base/terminal.hpp"
#include "cli/command_line.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/logger.hpp"

namespace {

using namespace caisson;
using namespace caisson::cli;

int fail(const Error& error) {
  spdlog::error("{}", to_string(error));
  return exit_code_of(error.kind);
}

}  // namespace

int main(int argc, char** argv) {
  SystemTerminal out(1);
  SystemTerminal err(2);
  set_up_logger(err, false);
  CommandLine command_line(verbs());
  const auto parsed = command_line.parse(std::vector<std::string>(argv + 1, argv + argc));
  if (!parsed) return fail(parsed.error());
  if (parsed->verb == nullptr) {
    out.write(parsed->help);
    return k_done;
  }
  if (command_line.options().verbose) set_up_logger(err, true);
  Context context(command_line.options(), out, err);
  const auto ended = parsed->verb->run(context);
  return ended ? *ended : fail(ended.error());
}
