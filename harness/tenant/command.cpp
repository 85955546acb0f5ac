#include "tenant/command.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

namespace caisson::tenant {
namespace {

constexpr int k_not_executable = 126;
constexpr int k_not_found = 127;
constexpr int k_signalled = 128;

volatile std::sig_atomic_t g_child = 0;

constexpr int k_passed_on[] = {SIGINT, SIGTERM, SIGHUP};

extern "C" void pass_on(int signal) {
  if (g_child > 0) ::kill(g_child, signal);
}

/// A signal that comes between the birth of the child and the handlers is passed on as well.
sigset_t hold_back_signals() {
  sigset_t passed_on;
  ::sigemptyset(&passed_on);
  for (const int signal : k_passed_on)
    ::sigaddset(&passed_on, signal);
  sigset_t before;
  ::sigprocmask(SIG_BLOCK, &passed_on, &before);
  return before;
}

}  // namespace

int run_command(const std::vector<std::string>& command,
                const std::map<std::string, std::string>& variables) {
  std::vector<char*> argv;
  for (const std::string& word : command)
    argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const pid_t parent = ::getpid();
  const sigset_t mask = hold_back_signals();
  const pid_t child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(k_signalled + SIGKILL);
    ::sigprocmask(SIG_SETMASK, &mask, nullptr);
    for (const auto& [name, value] : variables)
      ::setenv(name.c_str(), value.c_str(), 1);
    ::execvp(argv.front(), argv.data());
    const int problem = errno;
    const std::string text =
        "caisson: cannot run `" + command.front() + "`: " + std::strerror(problem) + "\n";
    static_cast<void>(::write(STDERR_FILENO, text.data(), text.size()));
    ::_exit(problem == ENOENT ? k_not_found : k_not_executable);
  }
  g_child = child;
  for (const int signal : k_passed_on) {
    struct sigaction action {};
    action.sa_handler = pass_on;
    if (child > 0) ::sigaction(signal, &action, nullptr);
  }
  ::sigprocmask(SIG_SETMASK, &mask, nullptr);
  if (child < 0) return k_not_executable;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  g_child = 0;
  return WIFSIGNALED(status) ? k_signalled + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace caisson::tenant
