#include "cli/await.hpp"
#include "cli/context.hpp"
#include "cli/survey.hpp"
#include "cli/verbs.hpp"

namespace caisson::cli {
namespace {

/// A command may take as long as it likes; the engine's answer must come some day.
constexpr Duration k_longest = std::chrono::hours(24);

class Exec final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positional("service", m_service, "service to run the command in");
    arguments.rest(m_command);
  }

  Result<int> run(Context& context) override {
    if (m_command.empty()) {
      return Error{ErrorKind::usage, "there is no command", "",
                   "Put it behind `--`: `caisson exec " + m_service + " -- ls /`."};
    }
    const auto container = container_to_enter(context, m_service);
    if (!container) return container.error();
    const auto engine = context.engine();
    if (!engine) return engine.error();
    using engine::ExecResult;
    const auto result = await<ExecResult>(context.loop(), [&](engine::Completion<ExecResult> done) {
      (*engine)->exec(container->id, m_command, context.in(k_longest), std::move(done));
    });
    if (!result) return result.error();
    context.out().write(result->output);
    return result->exit_code;
  }

 private:
  std::string m_service;
  std::vector<std::string> m_command;
};

}  // namespace

std::unique_ptr<Verb> make_exec() {
  return std::make_unique<Exec>();
}

}  // namespace caisson::cli
