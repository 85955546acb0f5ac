#include "holder.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "base/loop.hpp"
#include "engine/docker/docker_engine.hpp"

namespace caisson::test {
using namespace engine;

int hold(const std::string& container) {
  Loop loop;
  auto connected = docker::connect(loop);
  if (!connected) return 1;
  Engine& engine = **connected;
  const Deadline soon = loop.clock().now() + std::chrono::seconds(30);
  const auto give_up = [](const Error& error) {
    std::fprintf(stderr, "%s\n", to_string(error).c_str());
    ::_exit(1);
  };
  const auto started = [give_up](const Result<void>& result) {
    if (!result) return give_up(result.error());
    std::puts("started");
    std::fflush(stdout);
  };
  const auto held = [&](const Result<void>& result) {
    if (!result) return give_up(result.error());
    engine.start_container(container, soon, started);
  };
  const SubscriptionPtr grip = engine.hold(
      container, soon, [](const LogLine&) {}, held, [](const Result<int>&) {});
  loop.run();
  return 0;
}

Holder::Holder(const std::string& container) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return;
  m_output = ends[0];
  m_pid = ::fork();
  if (m_pid == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::execl("/proc/self/exe", "holder", "--hold", container.c_str(), nullptr);
    ::_exit(1);
  }
  ::close(ends[1]);
}

Holder::~Holder() {
  kill();
  if (m_output >= 0) ::close(m_output);
}

bool Holder::has_started() {
  char byte = 0;
  return ::read(m_output, &byte, 1) == 1;
}

void Holder::kill() {
  if (m_pid < 0) return;
  const pid_t pid = std::exchange(m_pid, -1);
  ::kill(pid, SIGKILL);
  int status = 0;
  ::waitpid(pid, &status, 0);
}

}  // namespace caisson::test
