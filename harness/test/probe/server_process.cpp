#include "probe/server_process.hpp"

#include <fcntl.h>
#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>
#include <thread>

namespace caisson::probe::test {
namespace {

/// In the child: becomes `argv`, or ends.
[[noreturn]] void become(std::vector<std::string>& argv, const std::string& log,
                         const passwd* user) {
  if (user != nullptr &&
      (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0))
    ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  const int input = ::open("/dev/null", O_RDONLY);
  ::dup2(input, 0);
  ::dup2(output, 1);
  ::dup2(output, 2);
  std::vector<char*> pointers;
  for (auto& argument : argv)
    pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  ::execvp(pointers[0], pointers.data());
  ::_exit(127);
}

pid_t start(std::vector<std::string>& argv, const std::string& log, const std::string& user) {
  const passwd* entry =
      user.empty() || ::geteuid() != 0 ? nullptr : ::getpwnam(user.c_str());  // NOLINT
  const pid_t pid = ::fork();
  if (pid == 0) become(argv, log, entry);
  return pid;
}

}  // namespace

ServerProcess::ServerProcess(std::vector<std::string> argv, const std::string& log,
                             const std::string& user, int stop_signal)
    : m_pid(start(argv, log, user)), m_stop_signal(stop_signal) {}

ServerProcess::~ServerProcess() {
  if (m_pid <= 0) return;
  ::kill(m_pid, m_stop_signal);
  ::waitpid(m_pid, nullptr, 0);
}

bool ServerProcess::running() {
  if (m_pid > 0 && ::waitpid(m_pid, nullptr, WNOHANG) == m_pid) m_pid = -1;
  return m_pid > 0;
}

bool run_to_end(std::vector<std::string> argv, const std::string& log, const std::string& user) {
  const pid_t pid = start(argv, log, user);
  int status = 0;
  return ::waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

Verdict until_ready(const std::function<Verdict()>& probe, std::chrono::seconds within) {
  const auto ends = std::chrono::steady_clock::now() + within;
  auto verdict = probe();
  while (verdict.kind != Verdict::Kind::ready && std::chrono::steady_clock::now() < ends) {
    std::this_thread::yield();
    verdict = probe();
  }
  return verdict;
}

std::string find_program(const std::string& name, const std::vector<std::string>& patterns) {
  const char* path = ::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');)
    if (::access((folder + "/" + name).c_str(), X_OK) == 0) return folder + "/" + name;
  for (const auto& pattern : patterns) {
    glob_t found{};
    std::string last;
    if (::glob(pattern.c_str(), 0, nullptr, &found) == 0 && found.gl_pathc > 0)
      last = found.gl_pathv[found.gl_pathc - 1];
    ::globfree(&found);
    if (!last.empty()) return last;
  }
  return {};
}

}  // namespace caisson::probe::test
