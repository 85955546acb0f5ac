#include "cli/completion_script.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/verbs.hpp"

namespace caisson::cli {
namespace {

class Completion final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positional("what", m_what, "bash, zsh or fish; or `services` or `modes`, one a line");
  }

  Result<int> run(Context& context) override {
    if (m_what == "services" || m_what == "modes") return names(context);
    const CommandLine command_line(verbs());
    const auto script = completion_script(m_what, command_line.describe());
    if (!script) return script.error();
    context.out().write(*script);
    return k_done;
  }

 private:
  /// What the scripts call for names. Where there is no manifest there is nothing to complete, and
  /// a message would end up in the middle of a command line.
  Result<int> names(Context& context) {
    const auto stack = context.stack();
    if (!stack) return k_done;
    if (m_what == "services") {
      for (const auto& [name, service] : (*stack)->services)
        context.out().write(name + "\n");
    } else {
      for (const auto& [name, mode] : (*stack)->modes)
        context.out().write(name + "\n");
    }
    return k_done;
  }

  std::string m_what;
};

}  // namespace

std::unique_ptr<Verb> make_completion() {
  return std::make_unique<Completion>();
}

}  // namespace caisson::cli
