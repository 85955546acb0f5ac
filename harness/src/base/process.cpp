#include "base/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "base/descriptor.hpp"
#include "base/loop.hpp"
#include "base/process_end.hpp"

extern "C" char** environ;  // NOLINT(readability-redundant-declaration)

namespace caisson {
namespace asio = boost::asio;
namespace {

Error spawn_error(const std::string& what, int number) {
  return {ErrorKind::io, "cannot start `" + what + "`: " + std::strerror(number)};
}

/// This process's environment with `added` on top, in the form exec(3) wants.
std::vector<std::string> merged_environment(const std::map<std::string, std::string>& added) {
  std::vector<std::string> entries;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (!added.contains(text.substr(0, text.find('=')))) entries.push_back(text);
  }
  for (const auto& [name, value] : added)
    entries.push_back(name + "=" + value);
  return entries;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (auto& text : texts)
    result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

/// The two lists posix_spawn takes, freed with it.
struct SpawnPlan {
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};

  SpawnPlan() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    // A group of its own, so that a kill reaches what the child started too; signals as at birth.
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setpgroup(&attributes, 0);
    sigset_t set;
    sigemptyset(&set);
    posix_spawnattr_setsigmask(&attributes, &set);
    sigaddset(&set, SIGPIPE);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    posix_spawnattr_setsigdefault(&attributes, &set);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
};

/// Starts the child with `output` as stdout and stderr; completes with its pid.
Result<pid_t> spawn_child(ProcessSpec& spec, int output) {
  SpawnPlan plan;
  posix_spawn_file_actions_addopen(&plan.actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&plan.actions, output, 1);
  posix_spawn_file_actions_adddup2(&plan.actions, output, 2);
  if (!spec.directory.empty())
    posix_spawn_file_actions_addchdir_np(&plan.actions, spec.directory.c_str());
  auto environment = merged_environment(spec.env);
  auto argv = pointers(spec.argv);
  auto envp = pointers(environment);
  pid_t pid = -1;
  const int failed =
      posix_spawnp(&pid, argv[0], &plan.actions, &plan.attributes, argv.data(), envp.data());
  if (failed != 0) return spawn_error(spec.argv[0], failed);
  return pid;
}

/// Shared between the handle and the pending waits; `closed` silences what completes late.
struct ChildState : std::enable_shared_from_this<ChildState> {
  ChildState(const asio::any_io_executor& executor, std::function<void(std::string)> on_line,
             std::function<void(Result<ProcessExit>)> on_end)
      : output(executor), pidfd(executor), line(std::move(on_line)), ended(std::move(on_end)) {}

  void read_output() {
    output.async_read_some(asio::buffer(buffer),
                           [self = shared_from_this()](const auto& error, std::size_t count) {
                             if (self->closed) return;
                             if (!error) {
                               self->take(std::string_view(self->buffer.data(), count));
                               if (!self->closed) self->read_output();
                               return;
                             }
                             self->output_ended = true;
                             self->finish_when_done();
                           });
  }

  void await_end() {
    pidfd.async_wait(asio::posix::stream_descriptor::wait_read,
                     [self = shared_from_this()](const auto& error) {
                       if (self->closed || error) return;
                       self->reap(0);
                       // A grandchild that kept the pipe must not hold us up: take what is there.
                       self->drain();
                       self->output_ended = true;
                       self->finish_when_done();
                     });
  }

  void take(std::string_view bytes) {
    for (auto feed = bytes.find('\n'); feed != bytes.npos && !closed; feed = bytes.find('\n')) {
      pending.append(bytes.substr(0, feed));
      bytes.remove_prefix(feed + 1);
      auto complete = std::exchange(pending, {});
      if (!complete.empty() && complete.back() == '\r') complete.pop_back();
      if (line) line(std::move(complete));
    }
    pending.append(bytes);
  }

  void drain() {
    boost::system::error_code error;
    output.non_blocking(true, error);
    while (!closed) {
      const auto count = output.read_some(asio::buffer(buffer), error);
      if (error || count == 0) break;
      take(std::string_view(buffer.data(), count));
    }
  }

  void reap(int options) {
    int status = 0;
    while (pid > 0) {
      const auto done = ::waitpid(pid, &status, options);
      if (done < 0 && errno == EINTR) continue;
      if (done == pid) {
        if (WIFSIGNALED(status)) exit.signal = WTERMSIG(status);
        if (WIFEXITED(status)) exit.code = WEXITSTATUS(status);
      }
      pid = -1;
      reaped = true;
    }
  }

  void finish_when_done() {
    if (closed || !reaped || !output_ended) return;
    if (!pending.empty() && line) line(std::exchange(pending, {}));
    if (closed) return;
    closed = true;
    close_descriptors();
    std::exchange(ended, nullptr)(exit);
  }

  void close_descriptors() {
    boost::system::error_code ignored;
    output.close(ignored);
    pidfd.close(ignored);
  }

  void abandon() {
    closed = true;
    close_descriptors();
    if (pid > 0) {
      ::kill(-pid, SIGKILL);
      reap(0);
    }
  }

  asio::posix::stream_descriptor output;
  asio::posix::stream_descriptor pidfd;
  std::function<void(std::string)> line;
  std::function<void(Result<ProcessExit>)> ended;
  std::array<char, 16384> buffer{};
  std::string pending;
  ProcessExit exit;
  pid_t pid = -1;
  bool reaped = false;
  bool output_ended = false;
  bool closed = false;
};

class SystemChild final : public ChildProcess {
 public:
  explicit SystemChild(std::shared_ptr<ChildState> state) : m_state(std::move(state)) {}
  ~SystemChild() override { m_state->abandon(); }
  SystemChild(const SystemChild&) = delete;
  SystemChild& operator=(const SystemChild&) = delete;

 private:
  std::shared_ptr<ChildState> m_state;
};

class SystemProcess final : public Process {
 public:
  explicit SystemProcess(Loop& loop) : m_loop(loop) {}

  std::unique_ptr<ChildProcess> spawn(ProcessSpec spec, std::function<void(std::string)> line,
                                      std::function<void(Result<ProcessExit>)> ended) override {
    auto state = std::make_shared<ChildState>(m_loop.executor(), std::move(line), std::move(ended));
    if (auto failure = start(*state, spec)) {
      m_loop.post([state, error = std::move(*failure)] {
        if (!std::exchange(state->closed, true)) state->ended(error);
      });
    } else {
      state->read_output();
      state->await_end();
    }
    return std::make_unique<SystemChild>(std::move(state));
  }

 private:
  static std::optional<Error> start(ChildState& state, ProcessSpec& spec) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return spawn_error(spec.argv[0], errno);
    Descriptor reading(ends[0]);
    const Descriptor writing(ends[1]);
    auto pid = spawn_child(spec, writing.get());
    if (!pid) return pid.error();
    state.pid = *pid;
    Descriptor pidfd = open_pidfd(*pid);
    if (!pidfd) {
      const int number = errno;
      state.abandon();
      state.closed = false;
      return spawn_error(spec.argv[0], number);
    }
    state.output.assign(reading.release());
    state.pidfd.assign(pidfd.release());
    return std::nullopt;
  }

  Loop& m_loop;
};

}  // namespace

std::unique_ptr<Process> make_system_process(Loop& loop) {
  return std::make_unique<SystemProcess>(loop);
}

}  // namespace caisson
