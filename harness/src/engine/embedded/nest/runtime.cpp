#include "engine/embedded/nest/runtime.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include "base/descriptor.hpp"

namespace caisson::engine::embedded {
namespace {

constexpr const char* k_program = "runc";

Error runtime_absent(int number) {
  return {ErrorKind::io,
          std::string("cannot run `") + k_program + "`: " + std::strerror(number),
          {},
          "install it: apt install runc"};
}

}  // namespace

void Runtime::call(std::vector<std::string> arguments, Stdio stdio,
                   std::function<void(Result<int>)> done) {
  arguments.insert(arguments.begin(), {k_program, "--root", m_state});
  std::vector<char*> argv;
  for (std::string& argument : arguments)
    argv.push_back(argument.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  const int ends[] = {stdio.input, stdio.output, stdio.error};
  for (int i = 0; i < 3; ++i) {
    if (ends[i] >= 0) {
      ::posix_spawn_file_actions_adddup2(&actions, ends[i], i);
    } else {
      ::posix_spawn_file_actions_addopen(&actions, i, "/dev/null", i == 0 ? O_RDONLY : O_WRONLY, 0);
    }
  }
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t none;
  ::sigemptyset(&none);
  sigset_t all;
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t pid = -1;
  const int failed = ::posix_spawnp(&pid, k_program, &actions, &attributes, argv.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return done(runtime_absent(failed));
  const auto window = std::make_shared<Reaper::Window>(m_reaper);
  m_reaper.expect(
      pid, [window, done = std::move(done)](int status) { done(exit_code_of_status(status)); });
}

void Runtime::forget(const std::string& id) const {
  std::error_code ignored;
  std::filesystem::remove_all(m_state + "/" + id, ignored);
}

}  // namespace caisson::engine::embedded
