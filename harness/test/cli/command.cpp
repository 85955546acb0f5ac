#include "cli/command.hpp"

#include <fcntl.h>
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

void Command::start(const std::vector<std::string>& arguments, const std::string& directory) {
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  if (::pipe2(out.data(), O_CLOEXEC) != 0 || ::pipe2(err.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("no pipe");
  }
  m_ran = {};
  m_pid = ::fork();
  if (m_pid == 0) {
    for (const auto& [name, value] : m_variables) {
      value.empty() ? ::unsetenv(name.c_str()) : ::setenv(name.c_str(), value.c_str(), 1);
    }
    std::vector<std::string> copy = arguments;
    std::vector<char*> argv{const_cast<char*>("caisson")};
    for (auto& argument : copy)
      argv.push_back(argument.data());
    argv.push_back(nullptr);
    ::dup2(::open("/dev/null", O_RDONLY), 0);
    ::dup2(out[1], 1);
    ::dup2(err[1], 2);
    if (::chdir(directory.c_str()) == 0) ::execv(CAISSON_BINARY, argv.data());
    ::_exit(127);
  }
  ::close(out[1]);
  ::close(err[1]);
  m_out = out[0];
  m_err = err[0];
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
  int status = 0;
  while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
  }
  m_ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return m_ran;
}

}  // namespace caisson::test
