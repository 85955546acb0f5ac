#include <gmock/gmock.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <sstream>

#include "cli/with_engine.hpp"

namespace caisson::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST_F(WithEngine, BringsAStackUpAndDown) {
  const Ran up = run({"up"});
  ASSERT_EQ(up.exit_code, 0) << up.err;
  EXPECT_THAT(up.out, StartsWith("  db  http://127.0.0.1:"));
  EXPECT_EQ(service("db").at("state"), "healthy");
  EXPECT_EQ(service("migrate").at("state"), "completed");
  EXPECT_EQ(service("api").at("state"), "healthy");
  EXPECT_EQ(service("bad").at("state"), "absent");
  EXPECT_EQ(service("db").at("image_source"), "recipe");
  EXPECT_EQ(service("db").at("container"), m_instance + "-db");
  // From when the engine said "started": on a quick machine less than the server's own delay.
  EXPECT_GT(service("db").at("ready_ms"), 0);
  ASSERT_TRUE(supervisor().has_value());

  const Ran again = run({"up"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_EQ(again.err, "everything is up to date (3 services)\n");
  EXPECT_EQ(again.out, up.out);

  const Ran down = run({"down"});
  EXPECT_EQ(down.exit_code, 0);
  EXPECT_THAT(down.err, HasSubstr("removed 3 containers and 1 network in"));
  EXPECT_EQ(service("db").at("state"), "absent");
}

TEST_F(WithEngine, NamesTheRootCauseAndLeavesNothing) {
  const Ran up = run({"up", "--mode", "broken", "--progress", "quiet"});
  EXPECT_EQ(up.exit_code, 1);
  EXPECT_EQ(up.out, "");
  EXPECT_EQ(up.err,
            "✘ bad failed while waiting for it to be healthy\n"
            "  cause     exited with 3\n"
            "  declared  /s/CMakeLists.txt:6\n"
            "  last line of its log:\n"
            "  │ ending with 3\n"
            "  held back: held\n");
  EXPECT_EQ(service("bad").at("state"), "absent");
  EXPECT_EQ(service("held").at("state"), "absent");
  EXPECT_FALSE(supervisor().has_value());
}

TEST_F(WithEngine, KeepsAFailedStartWhenAsked) {
  EXPECT_EQ(run({"up", "--mode", "broken", "--keep"}).exit_code, 1);
  EXPECT_EQ(service("bad").at("state"), "exited");
  EXPECT_EQ(service("bad").at("exit_code"), 3);
}

TEST_F(WithEngine, ExitsWith4WhenAServiceIsNeverReady) {
  const Ran up = run({"up", "late"});
  EXPECT_EQ(up.exit_code, 4) << up.err;
  EXPECT_THAT(up.err, HasSubstr("✘ late failed while waiting for it to be healthy"));
}

TEST_F(WithEngine, StopsInOrderOnCtrlC) {
  m_command.start({"up", "slow"});
  ASSERT_TRUE(m_command.wait_for_message("slow  started"));
  m_command.signal(SIGINT);
  const Ran ended = m_command.wait();
  EXPECT_EQ(ended.exit_code, 130);
  EXPECT_THAT(ended.err, HasSubstr("interrupted, stopping"));
  EXPECT_EQ(service("slow").at("state"), "absent");
}

TEST_F(WithEngine, RefusesASecondUpAtTheSameTime) {
  m_command.start({"up", "slow"});
  ASSERT_TRUE(m_command.wait_for_message("slow  started"));
  Command second = m_command;
  const Ran refused = second.run({"up"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("the instance `" + m_instance + "` is held by process"));
  EXPECT_THAT(refused.err, HasSubstr("(caisson up)"));
  m_command.signal(SIGINT);
  EXPECT_EQ(m_command.wait().exit_code, 130);
}

TEST_F(WithEngine, RunsCommandsInsideAndPassesTheirExitCodeOn) {
  ASSERT_EQ(run({"up", "db"}).exit_code, 0);
  const Ran ran = run({"exec", "db", "--", "/toy", "exit", "42"});
  EXPECT_EQ(ran.exit_code, 42);
  EXPECT_EQ(ran.out, "ending with 42\n");
  const Ran absent = run({"exec", "api", "--", "/toy"});
  EXPECT_EQ(absent.exit_code, 1);
  EXPECT_EQ(absent.err, "error: `api` has no container\n  Start it with `caisson up api`.\n");
  EXPECT_THAT(run({"shell", "db"}).err, StartsWith("error: a shell needs a terminal\n"));
}

TEST_F(WithEngine, ShowsLogs) {
  ASSERT_EQ(run({"up"}).exit_code, 0);
  EXPECT_EQ(run({"logs", "db"}).out, "listening on 8080\n");
  const Ran all = run({"logs"});
  EXPECT_THAT(all.out, HasSubstr("db       listening on 8080\n"));
  EXPECT_THAT(all.out, HasSubstr("migrate  migrated\n"));
}

TEST_F(WithEngine, Waits) {
  ASSERT_EQ(run({"up", "migrate"}).exit_code, 0);
  EXPECT_EQ(run({"wait", "db"}).exit_code, 0);
  EXPECT_EQ(run({"wait", "migrate", "--for", "completed"}).exit_code, 0);
  EXPECT_EQ(run({"wait", "migrate"}).exit_code, 0);
  ASSERT_EQ(run({"up", "--keep", "late"}).exit_code, 4);
  const Ran late = run({"wait", "late", "--timeout", "200ms"});
  EXPECT_EQ(late.exit_code, 4);
  EXPECT_THAT(late.err, HasSubstr("`late` was not healthy within 200 ms"));
}

TEST_F(WithEngine, ExplainsAndForesees) {
  EXPECT_EQ(run({"up", "db", "--dry-run"}).out, "start db: it has no container\n");
  ASSERT_EQ(run({"up", "db"}).exit_code, 0);
  EXPECT_EQ(run({"up", "db", "--dry-run"}).out,
            "leave db: its container runs and is made from this declaration\n");
  EXPECT_THAT(run({"explain", "db"}).out, StartsWith("db is healthy and would be left alone\n"));
  EXPECT_EQ(run({"down", "--dry-run"}).out, "would remove " + m_instance + "-db\n");
  EXPECT_EQ(service("db").at("state"), "healthy");
}

TEST_F(WithEngine, RunsAOneShotAgainThatHasExpired) {
  change_manifest([](json& manifest) { manifest["services"]["migrate"]["expires_ms"] = 1; });
  ASSERT_EQ(run({"up"}).exit_code, 0);
  const auto before = service("migrate").at("started_at");
  const auto api = service("api").at("started_at");
  EXPECT_THAT(run({"up", "--dry-run"}).out,
              HasSubstr("recreate migrate: it has completed longer ago than its EXPIRES\n"));
  ASSERT_EQ(run({"up"}).exit_code, 0);
  EXPECT_NE(service("migrate").at("started_at"), before);
  EXPECT_EQ(service("api").at("started_at"), api);
}

TEST_F(WithEngine, TakesSingleServicesDown) {
  ASSERT_EQ(run({"up"}).exit_code, 0);
  ASSERT_EQ(run({"down", "api"}).exit_code, 0);
  EXPECT_EQ(service("api").at("state"), "absent");
  EXPECT_EQ(service("db").at("state"), "healthy");
  EXPECT_TRUE(supervisor().has_value());
}

TEST_F(WithEngine, RestartsAService) {
  ASSERT_EQ(run({"up", "db"}).exit_code, 0);
  const auto before = service("db").at("started_at");
  ASSERT_EQ(run({"restart", "db"}).exit_code, 0);
  EXPECT_EQ(service("db").at("state"), "healthy");
  EXPECT_NE(service("db").at("started_at"), before);
}

TEST_F(WithEngine, StartsAgainWhatFails) {
  ASSERT_EQ(run({"up", "restless"}).exit_code, 0);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (service("restless").at("restarts") == 0)
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "it is not started again";
}

TEST_F(WithEngine, SpeaksJsonOnly) {
  const Ran up = run({"up", "db", "--progress", "json"});
  ASSERT_EQ(up.exit_code, 0);
  EXPECT_EQ(up.err, "");
  std::istringstream lines(up.out);
  std::string line;
  std::vector<std::string> events;
  while (std::getline(lines, line))
    events.push_back(json::parse(line).at("event"));
  EXPECT_THAT(events, ::testing::IsSupersetOf({"created", "started", "ready", "done"}));
  EXPECT_EQ(events.back(), "done");
}

TEST_F(WithEngine, TheSupervisorHoldsOnToNothing) {
  ASSERT_EQ(run({"up", "db"}).exit_code, 0);
  const auto holder = supervisor();
  ASSERT_TRUE(holder.has_value());
  const std::string process = "/proc/" + std::to_string(holder->pid);
  EXPECT_EQ(std::filesystem::read_symlink(process + "/cwd"), "/");
  for (const char* number : {"0", "1", "2"}) {
    EXPECT_EQ(std::filesystem::read_symlink(process + "/fd/" + number), "/dev/null");
  }
  EXPECT_EQ(::getsid(holder->pid) == ::getsid(0), false);
}

TEST_F(WithEngine, ANewUpAdoptsWhatAKilledSupervisorLeft) {
  ASSERT_EQ(run({"up", "db"}).exit_code, 0);
  const auto first = supervisor();
  ASSERT_TRUE(first.has_value());
  // The end of a process, not that of one of its files: they are closed one after the other.
  const auto process = static_cast<int>(::syscall(SYS_pidfd_open, first->pid, 0));
  ASSERT_GE(process, 0);
  ::kill(first->pid, SIGKILL);
  pollfd ended{process, POLLIN, 0};
  ASSERT_EQ(::poll(&ended, 1, 10'000), 1);
  ::close(process);
  EXPECT_FALSE(supervisor().has_value());
  const Ran up = run({"up", "db"});
  EXPECT_EQ(up.err, "everything is up to date (1 service)\n");
  const auto second = supervisor();
  ASSERT_TRUE(second.has_value());
  EXPECT_NE(second->pid, first->pid);
}

}  // namespace
}  // namespace caisson::test
