#include "cli/run_command.hpp"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

namespace caisson::cli {
namespace {

constexpr int k_not_executable = 126;
constexpr int k_not_found = 127;
constexpr int k_signalled = 128;

volatile std::sig_atomic_t g_child = 0;

extern "C" void pass_on(int signal) {
  if (g_child > 0) ::kill(g_child, signal);
}

}  // namespace

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

}  // namespace caisson::cli
