#include "lease/server.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <future>
#include <thread>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"
#include "lease/client.hpp"

namespace caisson::lease {
namespace {

using std::chrono::seconds;

/// A server on a loop of its own thread, as a supervisor has it; the test is the command.
class ServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::promise<void> listening;
    auto listens = listening.get_future();
    m_thread = std::thread([this, &listening] { serve(listening); });
    listens.wait();
  }

  void TearDown() override {
    auto client = Client::connect(m_path, seconds(5));
    if (client) static_cast<void>(client->ask(Request::stop));
    m_thread.join();
  }

  Client connect() {
    auto client = Client::connect(m_path, seconds(5));
    if (!client) throw std::runtime_error(to_string(client.error()));
    return std::move(*client);
  }

  test::TemporaryFolder m_folder;
  std::string m_path = m_folder / "s.sock";
  std::promise<void> m_busy;
  std::promise<void> m_free;

 private:
  void serve(std::promise<void>& listening) {
    Loop loop;
    Server::Callbacks callbacks;
    callbacks.status = [] { return Reply{k_protocol, "9.9", 42, "", {{"api", 2, ""}}}; };
    callbacks.busy = [this](bool busy) { (busy ? m_busy : m_free).set_value(); };
    callbacks.stop = [&loop] { loop.stop(); };
    auto server = Server::listen(loop, m_path, std::move(callbacks));
    if (!server) throw std::runtime_error(to_string(server.error()));
    listening.set_value();
    loop.run();
  }

  std::thread m_thread;
};

TEST_F(ServerTest, AnswersPing) {
  auto client = connect();
  const auto reply = client.ask(Request::ping);
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->protocol, k_protocol);
  EXPECT_EQ(reply->version, "9.9");
  EXPECT_EQ(reply->pid, 42);
  EXPECT_THAT(reply->services, ::testing::ElementsAre(Kept{"api", 2, ""}));
}

TEST_F(ServerTest, IsBusyAsLongAsTheConnectionStands) {
  {
    auto client = connect();
    ASSERT_TRUE(client.ask(Request::busy).has_value());
    m_busy.get_future().wait();
    ASSERT_TRUE(client.ask(Request::ping).has_value());
  }
  m_free.get_future().wait();
}

TEST_F(ServerTest, LetsOnlyItsOwnerIn) {
  struct stat status {};
  ASSERT_EQ(::stat(m_path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(ServerTest, GoesAwayWhenAsked) {
  auto client = connect();
  ASSERT_TRUE(client.ask(Request::stop).has_value());
  ASSERT_TRUE(client.wait_for_end().has_value());
}

TEST(Client, SaysThatNobodyListens) {
  const test::TemporaryFolder folder;
  const auto missing = Client::connect(folder / "none.sock", seconds(1));
  ASSERT_TRUE(missing.has_error());
  EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
  EXPECT_EQ(missing.error().message, "no supervisor listens");
}

TEST(Client, TakesASocketLeftByADeadSupervisorForNone) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "left.sock";
  {
    Loop loop;
    auto server = Server::listen(loop, path, {});
    ASSERT_TRUE(server.has_value());
    std::filesystem::create_hard_link(path, folder / "kept.sock");
  }
  EXPECT_FALSE(file_exists(path));
  const auto dead = Client::connect(folder / "kept.sock", seconds(1));
  ASSERT_TRUE(dead.has_error());
  EXPECT_EQ(dead.error().kind, ErrorKind::not_found);
}

TEST(Client, GivesUpASilentSupervisor) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "silent.sock";
  Loop never_run;
  auto server = Server::listen(never_run, path, {});
  ASSERT_TRUE(server.has_value());
  auto client = Client::connect(path, std::chrono::milliseconds(50));
  ASSERT_TRUE(client.has_value());
  const auto reply = client->ask(Request::ping);
  ASSERT_TRUE(reply.has_error());
  EXPECT_EQ(reply.error().kind, ErrorKind::timed_out);
  EXPECT_EQ(reply.error().message, "the supervisor does not answer");
}

}  // namespace
}  // namespace caisson::lease
