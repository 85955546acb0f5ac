#include "tenant/start_supervisor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>

#include "tenant/pidfd.hpp"

extern "C" char** environ;

namespace caisson::tenant {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int k_exit_engine_unreachable = 3;

struct Pipe {
  Descriptor reading;  // not blocking
  Descriptor writing;
};

std::optional<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

/// Its three standard streams and a clean signal mask are all the command gets from us.
int spawn(pid_t& child, const std::vector<std::string>& argv, int output, int errors) {
  std::vector<char*> pointers;
  for (const auto& argument : argv)
    pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  const int error =
      ::posix_spawnp(&child, pointers[0], &actions, &attributes, pointers.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  return error;
}

/// What is there now. False at the end of the stream.
bool drain(int descriptor, std::string& into) {
  constexpr std::size_t k_most = 64 * 1024;
  char buffer[4096];
  for (;;) {
    const ssize_t count = ::read(descriptor, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return true;
    if (count <= 0) return false;
    if (into.size() < k_most) into.append(buffer, static_cast<std::size_t>(count));
  }
}

/// What a child writes until it ends, even if what it left behind keeps its streams open.
struct Listener {
  Descriptor output;
  Descriptor errors;
  Descriptor child;  ///< a pidfd; without one (Linux before 5.3) the streams' end is taken for it
  std::string said;
  std::string complained;

  void drain_both() {
    if (output && !drain(output.get(), said)) output.reset();
    if (errors && !drain(errors.get(), complained)) errors.reset();
  }

  /// False when it lasts too long.
  bool listen(Clock::time_point until) {
    while (child || output || errors) {
      pollfd events[] = {
          {output.get(), POLLIN, 0}, {errors.get(), POLLIN, 0}, {child.get(), POLLIN, 0}};
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
      const int ready = ::poll(events, 3, static_cast<int>(std::max<long long>(left, 0)));
      if (ready == 0) return false;
      if (ready < 0) continue;
      drain_both();
      if (events[2].revents != 0) return true;
    }
    return true;
  }
};

std::string trimmed(const std::string& text) {
  constexpr const char* k_space = " \t\r\n";
  const std::size_t first = text.find_first_not_of(k_space);
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(k_space) - first + 1);
}

std::string last_line(const std::string& text) {
  const std::string whole = trimmed(text);
  const std::size_t newline = whole.rfind('\n');
  return newline == std::string::npos ? whole : whole.substr(newline + 1);
}

/// Where children are not kept for waiting (SIGCHLD ignored) there is no status: success then.
int exit_code_of(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return 0;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::vector<std::string> command_for(const Setting& setting) {
  std::vector<std::string> argv{setting.command, "supervisor", "--manifest", setting.manifest};
  if (!setting.instance.empty()) argv.insert(argv.end(), {"--instance", setting.instance});
  if (!setting.engine.empty()) argv.insert(argv.end(), {"--engine", setting.engine});
  return argv;
}

/// The command's own word before its message is taken away: who asked has one of its own.
std::string message_of(const std::string& said) {
  constexpr std::string_view k_word = "error: ";
  std::string message = trimmed(said);
  if (message.rfind(k_word, 0) == 0) message.erase(0, k_word.size());
  return message;
}

Problem explain(const std::string& what, const std::string& said) {
  Problem problem;
  problem.text = what;
  const std::string words = trimmed(said);
  if (!words.empty()) problem.text += ":\n" + words;
  return problem;
}

}  // namespace

Result<std::string> start_supervisor(const Setting& setting, std::chrono::milliseconds limit) {
  if (setting.command.empty()) {
    return explain("no supervisor runs, and no command is known to start one",
                   "set CAISSON_EXECUTABLE to the caisson executable");
  }
  const auto argv = command_for(setting);
  const std::string shown = "`" + argv[0] + " supervisor --manifest " + setting.manifest + "`";
  auto output = make_pipe();
  auto errors = make_pipe();
  if (!output || !errors) return explain("cannot make a pipe", std::strerror(errno));
  pid_t child = 0;
  const int error = spawn(child, argv, output->writing.get(), errors->writing.get());
  if (error != 0) return explain("cannot run " + shown, std::strerror(error));
  output->writing.reset();
  errors->writing.reset();
  Listener listener{std::move(output->reading), std::move(errors->reading), open_pidfd(child), "",
                    ""};
  const bool has_ended = listener.listen(Clock::now() + limit);
  const std::string& err = listener.complained;
  if (!has_ended) {
    ::kill(child, SIGKILL);
    exit_code_of(child);
    return explain(shown + " does not end", err);
  }
  const int exit_code = exit_code_of(child);
  if (exit_code == k_exit_engine_unreachable) {
    const std::string reason = message_of(err);
    return Problem{Problem::Kind::engine_unreachable,
                   reason.empty() ? "no container engine is reached" : reason, exit_code};
  }
  if (exit_code != 0) {
    Problem problem = explain(shown + " ended with " + std::to_string(exit_code), err);
    problem.exit_code = exit_code;
    return problem;
  }
  std::string path = last_line(listener.said);
  if (path.empty()) return explain(shown + " named no socket", err);
  return path;
}

}  // namespace caisson::tenant
