#include "base/process.hpp"

#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <optional>

#include "base/descriptor.hpp"
#include "base/loop.hpp"

namespace caisson {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Runs one child to its end on a loop of its own.
struct Ran {
  std::vector<std::string> lines;
  std::optional<Result<ProcessExit>> end;
  bool inside_spawn = true;
};

Ran run(ProcessSpec spec) {
  Loop loop;
  Ran ran;
  const auto processes = make_system_process(loop);
  bool spawning = true;
  const auto child = processes->spawn(
      std::move(spec), [&](std::string line) { ran.lines.push_back(std::move(line)); },
      [&](Result<ProcessExit> end) {
        ran.inside_spawn = spawning;
        ran.end = std::move(end);
      });
  spawning = false;
  loop.run();
  return ran;
}

ProcessSpec shell(const std::string& script) {
  return {.argv = {"sh", "-c", script}, .env = {}, .directory = {}};
}

TEST(SystemProcess, GivesLinesOfBothStreamsThenTheExitCode) {
  const auto ran = run(shell("echo one; echo two >&2; printf three; exit 7"));
  EXPECT_THAT(ran.lines, ElementsAre("one", "two", "three"));
  ASSERT_TRUE(ran.end && ran.end->has_value());
  EXPECT_EQ((*ran.end)->code, 7);
  EXPECT_FALSE((*ran.end)->ok());
  EXPECT_FALSE(ran.inside_spawn);
}

TEST(SystemProcess, AddsToTheEnvironmentAndChangesTheDirectory) {
  auto spec = shell("echo $CAISSON_PROBE; pwd; test -n \"$PATH\" && echo path");
  spec.env["CAISSON_PROBE"] = "a b";
  spec.directory = "/usr";
  EXPECT_THAT(run(std::move(spec)).lines, ElementsAre("a b", "/usr", "path"));
}

TEST(SystemProcess, NamesTheSignalThatEndedIt) {
  const auto ran = run(shell("kill -TERM $$"));
  ASSERT_TRUE(ran.end && ran.end->has_value());
  EXPECT_EQ((*ran.end)->signal, SIGTERM);
}

TEST(SystemProcess, ReportsAProgramThatIsNotThereLater) {
  const auto ran = run({.argv = {"/nowhere/program"}, .env = {}, .directory = {}});
  ASSERT_TRUE(ran.end && ran.end->has_error());
  EXPECT_THAT(ran.end->error().message, HasSubstr("`/nowhere/program`"));
  EXPECT_FALSE(ran.inside_spawn);
}

TEST(SystemProcess, IsNotHeldUpByAGrandchildThatKeepsThePipe) {
  const auto ran = run(shell("sleep 30 & echo $!"));
  ASSERT_TRUE(ran.end && ran.end->has_value());
  ASSERT_EQ(ran.lines.size(), 1U);
  ::kill(std::stoi(ran.lines[0]), SIGKILL);
}

TEST(SystemProcess, DestroyingTheHandleKillsTheWholeGroup) {
  Loop loop;
  const auto processes = make_system_process(loop);
  std::unique_ptr<ChildProcess> child;
  Descriptor grandchild;
  bool ended = false;
  child = processes->spawn(
      shell("sleep 30 & echo $!; wait"),
      [&](const std::string& line) {
        grandchild = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, std::stoi(line), 0)));
        loop.post([&] { child.reset(); });
      },
      [&](const auto&) { ended = true; });
  loop.run();
  EXPECT_FALSE(ended);
  ASSERT_TRUE(grandchild);
  pollfd gone{.fd = grandchild.get(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&gone, 1, 5000), 1) << "the grandchild lives on";
}

}  // namespace
}  // namespace caisson
