#include "engine/embedded/build/run_step.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/pipe.hpp"
#include "engine/embedded/build/step_surroundings.hpp"

extern "C" char** environ;  // NOLINT(readability-redundant-declaration)

namespace caisson::engine::embedded::build {
namespace {

constexpr int k_by_signal = 128;

/// Said through a pipe that a successful exec closes; what failed is all the parent is told.
[[noreturn]] void give_up(int said, const char* what) {
  const std::string text = fmt::format("{}: {}", what, std::strerror(errno));
  static_cast<void>(::write(said, text.data(), text.size()) < 0);
  ::_exit(127);
}

std::vector<char*> c_strings(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts)
    pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

void become(const User& user, int said) {
  if (::setgroups(user.groups.size(), user.groups.data()) != 0 ||
      ::setresgid(user.group, user.group, user.group) != 0 ||
      ::setresuid(user.id, user.id, user.id) != 0)
    give_up(said, "cannot become the step's user");
}

[[noreturn]] void begin(const RunOrder& order, int said) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::umask(022);
  if (const char* failed = enter_root(order.root.string(), order.has_network); failed != nullptr)
    give_up(said, failed);
  if (order.niceness != 0) ::setpriority(PRIO_PROCESS, 0, order.niceness);
  // Before the user, who may not; an exec as root has no more than these then.
  if (!keep_build_capabilities()) give_up(said, "cannot give up capabilities");
  become(order.user, said);
  if (::chdir(order.directory.c_str()) != 0) give_up(said, "cannot enter the working folder");
  std::vector<std::string> variables;
  for (const auto& [name, value] : order.env)
    variables.push_back(name + "=" + value);
  std::vector<std::string> argv = order.argv;
  auto environment = c_strings(variables);
  ::environ = environment.data();
  ::execvp(argv.front().c_str(), c_strings(argv).data());
  give_up(said, "cannot start the command");
}

/// fork(2) into namespaces of its own.
pid_t fork_apart(bool has_network) {
  long flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | SIGCHLD;
  if (!has_network) flags |= CLONE_NEWNET;
  return static_cast<pid_t>(::syscall(SYS_clone, flags, nullptr, nullptr, nullptr, nullptr));
}

std::string read_to_end(int fd) {
  std::string text;
  std::array<char, 512> buffer{};
  for (;;) {
    const ssize_t got = ::read(fd, buffer.data(), buffer.size());
    if (got == 0 || (got < 0 && errno != EINTR)) return text;
    if (got > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

Result<int> run_step(const RunOrder& order) {
  auto pipe = make_pipe();
  if (!pipe) return pipe.error();
  const Descriptor reading = std::move(pipe->reading);
  Descriptor writing = std::move(pipe->writing);
  const pid_t child = fork_apart(order.has_network);
  if (child < 0)
    return Error{ErrorKind::image,
                 fmt::format("cannot make namespaces for a step: {}", std::strerror(errno)),
                 {},
                 "building images takes root, and a machine that allows namespaces"};
  if (child == 0) begin(order, writing.get());
  writing.reset();
  const std::string failure = read_to_end(reading.get());
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!failure.empty()) return Error{ErrorKind::image, failure};
  return WIFSIGNALED(status) ? k_by_signal + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace caisson::engine::embedded::build
