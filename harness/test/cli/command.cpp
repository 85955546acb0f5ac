#include "cli/command.hpp"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace caisson::test {
namespace {

/// Reads what is there; false at the end.
bool take(int descriptor, std::string& into) {
  std::array<char, 65536> buffer{};
  const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
  if (count > 0) into.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && errno == EINTR);
}

}  // namespace

Command::Pipes Command::make_pipes() {
  Pipes pipes;
  if (::pipe2(pipes.out.data(), O_CLOEXEC) != 0 || ::pipe2(pipes.err.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("no pipe");
  }
  return pipes;
}

void Command::become(const std::vector<std::string>& arguments, const std::string& directory,
                     const Pipes& pipes) const {
  for (const auto& [name, value] : m_variables) {
    value.empty() ? ::unsetenv(name.c_str()) : ::setenv(name.c_str(), value.c_str(), 1);
  }
  std::vector<std::string> copy = arguments;
  std::vector<char*> argv{const_cast<char*>("caisson")};
  for (auto& argument : copy)
    argv.push_back(argument.data());
  argv.push_back(nullptr);
  ::dup2(::open("/dev/null", O_RDONLY), 0);
  ::dup2(pipes.out[1], 1);
  ::dup2(pipes.err[1], 2);
  const bool is_whom = !m_user || (::setgroups(1, &m_user->second) == 0 &&
                                   ::setgid(m_user->second) == 0 && ::setuid(m_user->first) == 0);
  if (is_whom && ::chdir(directory.c_str()) == 0) ::execv(CAISSON_BINARY, argv.data());
  ::_exit(k_not_started);
}

void Command::attend(const Pipes& pipes) {
  ::close(pipes.out[1]);
  ::close(pipes.err[1]);
  m_out = pipes.out[0];
  m_err = pipes.err[0];
}

void Command::start(const std::vector<std::string>& arguments, const std::string& directory) {
  const Pipes pipes = make_pipes();
  m_ran = {};
  m_is_orphan = false;
  m_pid = ::fork();
  if (m_pid == 0) become(arguments, directory, pipes);
  attend(pipes);
}

void Command::start_orphan(const std::vector<std::string>& arguments) {
  const Pipes pipes = make_pipes();
  std::array<int, 2> number{};
  std::array<int, 2> alone{};
  if (::pipe2(number.data(), O_CLOEXEC) != 0 || ::pipe2(alone.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("no pipe");
  }
  m_ran = {};
  m_is_orphan = true;
  const int between = ::fork();
  if (between == 0) {
    const int pid = ::fork();
    if (pid != 0) ::_exit(::write(number[1], &pid, sizeof pid) == sizeof pid ? 0 : 1);
    ::close(alone[1]);
    char nothing = 0;
    // The end of this pipe: its parent has been waited for.
    if (::read(alone[0], &nothing, 1) != 0) ::_exit(127);
    become(arguments, "/", pipes);
  }
  ::waitpid(between, nullptr, 0);
  if (::read(number[0], &m_pid, sizeof m_pid) != sizeof m_pid) throw std::runtime_error("no child");
  for (const int one : {number[0], number[1], alone[0], alone[1]})
    ::close(one);
  attend(pipes);
}

void Command::signal(int number) const {
  ::kill(m_pid, number);
}

void Command::pump(bool until_end, const std::string& text) {
  while ((m_out >= 0 || m_err >= 0) && (until_end || m_ran.err.find(text) == std::string::npos)) {
    std::array<pollfd, 2> ready{{{m_out, POLLIN, 0}, {m_err, POLLIN, 0}}};
    if (::poll(ready.data(), ready.size(), -1) < 0) continue;
    if (ready[0].revents != 0 && !take(m_out, m_ran.out)) ::close(std::exchange(m_out, -1));
    if (ready[1].revents != 0 && !take(m_err, m_ran.err)) ::close(std::exchange(m_err, -1));
  }
}

bool Command::wait_for_message(const std::string& text) {
  pump(false, text);
  return m_ran.err.find(text) != std::string::npos;
}

Ran Command::wait() {
  // Both pipes end only when nobody holds them: a supervisor that kept them would hang the test.
  pump(true, {});
  if (m_is_orphan) return m_ran;
  int status = 0;
  while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
  }
  m_ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return m_ran;
}

}  // namespace caisson::test
