#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <optional>

#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/run_command.hpp"
#include "cli/supervision.hpp"
#include "cli/verbs.hpp"
#include "lease/test_run.hpp"

namespace caisson::cli {
namespace {

/// A command with services: they are there before it begins, its own for as long as it runs, and
/// told to it by CAISSON_<SERVICE>_… variables.
class Run final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.options("--services", m_services, "services the command needs");
    arguments.options("--isolate", m_isolate, "services it wants of its own, or STACK");
    arguments.option("--name", m_name, "name of the test, for reports");
    arguments.rest(m_command);
  }

  Result<int> run(Context& context) override {
    if (m_command.empty()) {
      return Error{ErrorKind::usage, "there is no command", "",
                   "Put it behind `--`: `caisson run --services db -- ./my_test`."};
    }
    const auto known = context.known_services(m_services);
    if (!known) return known.error();
    const auto manifest = context.manifest();
    if (!manifest) return manifest.error();
    std::optional<lease::Client> client;
    const auto grant = with_supervisor<lease::Grant>(
        context, client, [&](lease::Client& to) { return lease(to, *manifest); });
    if (!grant) return skipped_without_engine(context, grant.error());
    const int code = run_command(m_command, grant->variables);
    return finish(context, *client, code);
  }

 private:
  Result<lease::Grant> lease(lease::Client& client, const std::string& manifest) const {
    lease::request::Lease wanted;
    wanted.manifest = manifest;
    wanted.services = m_services;
    wanted.isolate = m_isolate;
    wanted.keep = keep_on_failure();
    wanted.name = m_name.empty() ? m_command.front() : m_name;
    const Descriptor process = lease::test_run();
    // A test does not outlive its ctest, as little as the command outlives us.
    if (process) ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    auto grant = client.lease(wanted, process);
    if (grant && process) {
      // CTest's TIMEOUT_AFTER_MATCH: from here on the time is the test's own.
      constexpr std::string_view k_ready = "caisson: services are ready\n";
      static_cast<void>(::write(STDOUT_FILENO, k_ready.data(), k_ready.size()));
    }
    return grant;
  }

  int finish(Context& context, lease::Client& client, int code) const {
    const bool failed = code != k_done && code != k_skipped;
    if (failed) {
      const auto verdict = client.end({m_name, failed});
      if (verdict) context.err().write(verdict->summary);
    }
    static_cast<void>(client.ask(lease::request::Release{}));
    return code;
  }

  std::vector<std::string> m_services;
  std::vector<std::string> m_isolate;
  std::string m_name;
  std::vector<std::string> m_command;
};

}  // namespace

std::unique_ptr<Verb> make_run() {
  return std::make_unique<Run>();
}

}  // namespace caisson::cli
