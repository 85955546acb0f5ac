#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>

#include <charconv>
#include <csignal>
#include <filesystem>

#include "base/process_end.hpp"
#include "base/text.hpp"
#include "cli/engine_watch.hpp"
#include "cli/with_engine.hpp"
#include "lease/client.hpp"

namespace caisson::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::StartsWith;

/// The leash lets go within a quarter of a second; this is for a machine that has much to do.
constexpr Duration k_soon = seconds(5);

bool wait_for_end(const Descriptor& process, Duration within) {
  pollfd ended{process.get(), POLLIN, 0};
  const auto limit = std::chrono::ceil<milliseconds>(within).count();
  return ::poll(&ended, 1, static_cast<int>(limit)) == 1;
}

/// Services for commands: what `caisson run` and the supervisor leave, and when.
class WithLeases : public WithEngine {
 protected:
  std::string manifest() const { return m_folder / "stack.json"; }

  /// A command that stays until it is killed.
  static std::vector<std::string> staying(const std::string& services) {
    return {"run",
            "--services",
            services,
            "--",
            "sh",
            "-c",
            "echo it has them >&2; exec tail -f /dev/null"};
  }
  static std::vector<std::string> shell(const std::string& services, const std::string& script) {
    return {"run", "--services", services, "--", "sh", "-c", script};
  }

  /// Both are only looked for where they must be.
  Descriptor supervisor_process() const {
    const auto holder = supervisor();
    return holder ? open_pidfd(holder->pid) : Descriptor();
  }
  Descriptor watchdog_process() const {
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      const std::string name = entry.path().filename();
      int pid = 0;
      std::from_chars(name.data(), name.data() + name.size(), pid);
      const auto words = pid > 0 ? read_file(entry.path() / "cmdline") : std::string();
      if (words && words->find("watchdog") != std::string::npos &&
          words->find(m_instance) != std::string::npos)
        return open_pidfd(pid);
    }
    return {};
  }
};

TEST_F(WithLeases, RunEndsAsItsCommandDoes) {
  EXPECT_EQ(run(shell("db", "exit 0")).exit_code, 0);
  EXPECT_EQ(run(shell("db", "exit 3")).exit_code, 3);
  EXPECT_EQ(run(shell("db", "exit 77")).exit_code, 77);
  EXPECT_EQ(run(shell("db", "kill -TERM $$")).exit_code, 128 + SIGTERM);
  const Ran missing = run({"run", "--services", "db", "--", "no-such-program"});
  EXPECT_EQ(missing.exit_code, 127);
  EXPECT_THAT(missing.err, HasSubstr("cannot run `no-such-program`"));
  EXPECT_EQ(run({"run", "--services", "db", "--", manifest()}).exit_code, 126);
}

TEST_F(WithLeases, RunTellsItsCommandWhereServicesAre) {
  const Ran ran = run({"run", "--services", "db", "--", "bash", "-c",
                       "echo $CAISSON_DB_HOST $CAISSON_DB_PORT $CAISSON_DB_PORT_8080 "
                       "$CAISSON_DB_URL; exec 3<>/dev/tcp/$CAISSON_DB_HOST/$CAISSON_DB_PORT; "
                       "printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; head -1 <&3"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  auto lines = split(ran.out, '\n');
  ASSERT_GE(lines.size(), 3U) << ran.out;
  // Under ctest a line for its TIMEOUT_AFTER_MATCH comes first.
  const auto words = split(lines[lines.size() - 3], ' ');
  ASSERT_THAT(words, SizeIs(4)) << ran.out;
  EXPECT_EQ(words[0], "127.0.0.1");
  EXPECT_EQ(words[1], words[2]);
  EXPECT_EQ(words[3], "http://127.0.0.1:" + words[1]);
  EXPECT_THAT(lines[lines.size() - 2], StartsWith("HTTP/1.1 200"));
}

TEST_F(WithLeases, RunNamesTheRootCause) {
  const Ran ran = run(shell("held", "echo never"));
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_EQ(ran.out.find("never"), std::string::npos);
  EXPECT_THAT(ran.err, HasSubstr("bad failed while waiting for it to be healthy"));
  EXPECT_THAT(ran.err, HasSubstr("/s/CMakeLists.txt:6"));
  EXPECT_THAT(ran.err, HasSubstr("ending with 3"));
}

TEST_F(WithLeases, AFailedCommandShowsWhatItsServicesSaid) {
  const Ran ran = run({"run", "--services", "db", "--name", "Orders.Ship", "--", "false"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("services of `Orders.Ship`"));
  EXPECT_THAT(ran.err, HasSubstr("db (running)"));
  EXPECT_THAT(ran.err, HasSubstr("-R '^Orders\\.Ship$'"));
  EXPECT_TRUE(file_exists(m_folder / "caisson/failures/Orders.Ship/db.json"));
}

TEST_F(WithLeases, TheSupervisorVerbPrintsASocketThatAnswers) {
  const Ran ran = run({"supervisor"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out, socket() + "\n");
  auto client = lease::Client::connect(socket(), seconds(5));
  ASSERT_TRUE(client.has_value());
  const auto reply = client->ask(lease::request::Ping{});
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->pid, supervisor()->pid);
  EXPECT_EQ(run({"supervisor"}).out, ran.out);
  EXPECT_EQ(supervisor()->pid, reply->pid);
}

TEST_F(WithLeases, TwoAtOnceMakeEachServiceOnce) {
  EngineWatch watch(manifest());
  Command second = m_command;
  Command third = m_command;
  m_command.start(shell("api", "exit 0"));
  second.start(shell("api,db", "exit 0"));
  third.start(shell("migrate", "exit 0"));
  EXPECT_EQ(m_command.wait().exit_code, 0);
  EXPECT_EQ(second.wait().exit_code, 0);
  EXPECT_EQ(third.wait().exit_code, 0);
  // Events come in order: once all is gone, every start has been told.
  ASSERT_EQ(run({"down"}).exit_code, 0);
  ASSERT_TRUE(watch.wait_until_gone(k_soon));
  EXPECT_THAT(watch.started(), ElementsAre(Pair("api", 1), Pair("db", 1), Pair("migrate", 1)));
}

TEST_F(WithLeases, KillingTheRunTakesItsServicesAtOnce) {
  EngineWatch watch(manifest());
  m_command.start_orphan(staying("api"));
  ASSERT_TRUE(m_command.wait_for_message("it has them"));
  EXPECT_THAT(watch.containers(), SizeIs(2));
  EXPECT_THAT(watch.networks(m_instance), SizeIs(1));
  const Descriptor left = supervisor_process();
  ASSERT_TRUE(left);
  const auto killed = std::chrono::steady_clock::now();
  m_command.signal(SIGKILL);
  EXPECT_TRUE(watch.wait_until_gone(k_soon));
  const Duration taken = std::chrono::steady_clock::now() - killed;
  RecordProperty("containers_gone_after", format_duration(taken));
  // The command did not outlive it, either: its pipes are closed.
  m_command.wait();
  // The supervisor goes when it has tidied up and nobody comes.
  EXPECT_TRUE(wait_for_end(left, seconds(20)));
  EXPECT_THAT(watch.containers(), IsEmpty());
  EXPECT_THAT(watch.networks(m_instance), IsEmpty());
}

TEST_F(WithLeases, KillingTheSupervisorTakesTheServicesAtOnce) {
  EngineWatch watch(manifest());
  m_command.start_orphan(staying("api"));
  ASSERT_TRUE(m_command.wait_for_message("it has them"));
  EXPECT_THAT(watch.containers(), SizeIs(2));
  const auto holder = supervisor();
  ASSERT_TRUE(holder.has_value());
  const Descriptor watchdog = watchdog_process();
  ASSERT_TRUE(watchdog);
  const auto killed = std::chrono::steady_clock::now();
  ASSERT_EQ(::kill(holder->pid, SIGKILL), 0);
  EXPECT_TRUE(watch.wait_until_gone(k_soon));
  const Duration taken = std::chrono::steady_clock::now() - killed;
  RecordProperty("containers_gone_after", format_duration(taken));
  EXPECT_TRUE(wait_for_end(watchdog, seconds(20)));
  EXPECT_THAT(watch.networks(m_instance), IsEmpty());
  m_command.signal(SIGTERM);
  m_command.wait();
}

TEST_F(WithLeases, AfterADeathTheNextRunIsServed) {
  m_command.start_orphan(staying("db"));
  ASSERT_TRUE(m_command.wait_for_message("it has them"));
  const auto holder = supervisor();
  ASSERT_TRUE(holder.has_value());
  const Descriptor dead = open_pidfd(holder->pid);
  ::kill(holder->pid, SIGKILL);
  ASSERT_TRUE(wait_for_end(dead, seconds(10)));
  Command next = m_command;
  EXPECT_EQ(next.run(shell("db", "exit 5")).exit_code, 5);
  m_command.signal(SIGTERM);
  m_command.wait();
}

TEST_F(WithLeases, WhoDrainsMakesRoomAndEndsWithItsLastTenant) {
  EngineWatch watch(manifest());
  m_command.start_orphan(staying("db"));
  ASSERT_TRUE(m_command.wait_for_message("it has them"));
  const auto before = supervisor();
  ASSERT_TRUE(before.has_value());
  const Descriptor old_one = open_pidfd(before->pid);
  {
    auto client = lease::Client::connect(socket(), seconds(5));
    ASSERT_TRUE(client.has_value());
    ASSERT_TRUE(client->ask(lease::request::Stop{true}).has_value());
  }
  EXPECT_FALSE(supervisor().has_value());
  EXPECT_FALSE(file_exists(socket()));
  Command next = m_command;
  ASSERT_EQ(next.run({"supervisor"}).exit_code, 0);
  const auto after = supervisor();
  ASSERT_TRUE(after.has_value());
  EXPECT_NE(after->pid, before->pid);
  EXPECT_FALSE(wait_for_end(old_one, {}));
  EXPECT_THAT(watch.containers(), SizeIs(1));
  m_command.signal(SIGTERM);
  m_command.wait();
  EXPECT_TRUE(wait_for_end(old_one, seconds(30)));
  EXPECT_TRUE(watch.wait_until_gone(k_soon));
}

}  // namespace
}  // namespace caisson::test
