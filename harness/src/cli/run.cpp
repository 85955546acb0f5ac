#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "base/text.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/supervision.hpp"
#include "cli/verbs.hpp"
#include "lease/test_run.hpp"

namespace caisson::cli {
namespace {

/// Shells give these codes to a command that cannot be run (POSIX.1-2017, 2.8.2).
constexpr int k_not_executable = 126;
constexpr int k_not_found = 127;
constexpr int k_signalled = 128;

volatile std::sig_atomic_t g_child = 0;

extern "C" void pass_on(int signal) {
  if (g_child > 0) ::kill(g_child, signal);
}

/// Runs it as our child with our descriptors; its exit code, 128 + n for a signal. It does not
/// outlive us.
int run_command(const std::vector<std::string>& command,
                const std::map<std::string, std::string>& variables) {
  std::vector<char*> argv;
  for (const std::string& word : command)
    argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(k_signalled + SIGKILL);
    for (const auto& [name, value] : variables)
      ::setenv(name.c_str(), value.c_str(), 1);
    ::execvp(argv.front(), argv.data());
    const int problem = errno;
    const std::string text =
        fmt::format("caisson: cannot run `{}`: {}\n", command.front(), std::strerror(problem));
    static_cast<void>(::write(STDERR_FILENO, text.data(), text.size()));
    ::_exit(problem == ENOENT ? k_not_found : k_not_executable);
  }
  if (child < 0) return k_not_executable;
  g_child = child;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action {};
    action.sa_handler = pass_on;
    ::sigaction(signal, &action, nullptr);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  g_child = 0;
  return WIFSIGNALED(status) ? k_signalled + WTERMSIG(status) : WEXITSTATUS(status);
}

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
    const auto verdict = client.end({m_name, failed});
    if (verdict && !verdict->summary.empty()) context.err().write(verdict->summary);
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
