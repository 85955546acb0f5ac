#include "holder.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "base/loop.hpp"
#include "plan/identity.hpp"
#include "session.hpp"

namespace caisson::test {
using namespace engine;

int hold(const std::string& container) {
  Loop loop;
  auto connected = open_engine(loop);
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

int make_environment(const std::string& instance_and_image) {
  Loop loop;
  auto connected = open_engine(loop);
  if (!connected) return 1;
  Engine& engine = **connected;
  const auto blank = instance_and_image.find(' ');
  const std::string instance = instance_and_image.substr(0, blank);
  const Deadline soon = loop.clock().now() + std::chrono::seconds(30);
  ContainerSpec spec;
  spec.name = instance + "-service";
  spec.image = instance_and_image.substr(blank + 1);
  spec.entrypoint = {"/guest"};
  spec.command = {"stubborn"};
  spec.labels = {{plan::label::k_instance, instance}, {plan::label::k_environment, "tests"}};
  const auto started = [](const Result<void>& result) {
    if (!result) ::_exit(1);
    std::puts("started");
    std::fflush(stdout);
  };
  engine.create_container(spec, soon, [&](const Result<std::string>& id) {
    if (!id) ::_exit(1);
    engine.start_container(*id, soon, started);
  });
  // Stays when there is nothing left to wait for, too.
  for (;;) {
    loop.run();
    ::pause();
  }
}

Holder::Holder(const std::string& option, const std::string& argument) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return;
  m_output = ends[0];
  m_pid = ::fork();
  if (m_pid == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::execl("/proc/self/exe", "holder", option.c_str(), argument.c_str(), nullptr);
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
