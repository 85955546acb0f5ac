#include "lease/server.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <future>
#include <thread>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"
#include "lease/client.hpp"
#include "lease/peer.hpp"

namespace caisson::lease {
namespace {

using std::chrono::seconds;
using test::Peer;

std::string inode_of(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 ? std::to_string(status.st_ino) : "none";
}

/// Something with an inode of its own to send along.
Descriptor some_descriptor() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  ::close(ends[1]);
  return Descriptor(ends[0]);
}

/// A server on a loop of its own thread. It answers each line with the line and the inodes of the
/// descriptors that came with it; at `wait` it stands still until the test lets it go on.
class ServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    m_thread = std::thread([this] { serve(); });
    m_listening.get_future().wait();
  }

  void TearDown() override {
    m_loop.post([this] { m_loop.stop(); });
    m_thread.join();
  }

  /// Runs it between two events of the server, and waits for its end.
  void on_loop(const std::function<void()>& action) {
    // Shared: the other thread may still be inside of it when this one goes on.
    const auto done = std::make_shared<std::promise<void>>();
    auto over = done->get_future();
    m_loop.post([&action, done] {
      action();
      done->set_value();
    });
    over.wait();
  }

  test::TemporaryFolder m_folder;
  std::string m_path = m_folder / "s.sock";
  std::unique_ptr<Server> m_server;
  std::promise<void> m_waiting;
  std::promise<void> m_go_on;
  std::promise<void> m_opened;
  std::promise<void> m_closed;

 private:
  void serve() {
    Server::Callbacks callbacks;
    callbacks.opened = [this](ConnectionId id) {
      if (id == 1) m_opened.set_value();
    };
    callbacks.line = [this](ConnectionId from, const std::string& line,
                            const std::vector<Descriptor>& descriptors) {
      std::string answer = line;
      for (const Descriptor& one : descriptors)
        answer += " " + inode_of(one.get());
      if (line == "wait") {
        m_waiting.set_value();
        m_go_on.get_future().wait();
      }
      m_server->send(from, answer);
    };
    callbacks.closed = [this](ConnectionId id) {
      if (id == 1) m_closed.set_value();
    };
    auto server = Server::listen(m_loop, m_path, std::move(callbacks));
    if (!server) throw std::runtime_error(to_string(server.error()));
    m_server = std::move(*server);
    m_loop.post([this] { m_listening.set_value(); });
    // A loop with nothing to wait for ends; this one goes on when the door is closed.
    m_loop.clock().schedule(m_loop.clock().now() + std::chrono::hours(1), [] {});
    m_loop.run();
    m_server.reset();
  }

  Loop m_loop;  ///< outlives its thread, since this one posts to it
  std::promise<void> m_listening;
  std::thread m_thread;
};

TEST_F(ServerTest, TellsWhoComesAndGoes) {
  {
    Peer peer(m_path);
    m_opened.get_future().wait();
    ASSERT_TRUE(peer.send("hello\n"));
    EXPECT_EQ(peer.line(), "hello");
    on_loop([this] { EXPECT_EQ(m_server->connections(), 1U); });
  }
  m_closed.get_future().wait();
  on_loop([this] { EXPECT_EQ(m_server->connections(), 0U); });
}

TEST_F(ServerTest, SeveralLinesMayComeAtOnce) {
  Peer peer(m_path);
  ASSERT_TRUE(peer.send("one\n\ntwo\n"));
  EXPECT_EQ(peer.line(), "one");
  EXPECT_EQ(peer.line(), "");
  EXPECT_EQ(peer.line(), "two");
}

TEST_F(ServerTest, LinesMayComeInPieces) {
  Peer peer(m_path);
  // The answer to the first line says that the begin of the second has been read.
  ASSERT_TRUE(peer.send("one\ntw"));
  EXPECT_EQ(peer.line(), "one");
  ASSERT_TRUE(peer.send("o thr"));
  ASSERT_TRUE(peer.send("ee\n"));
  EXPECT_EQ(peer.line(), "two three");
}

TEST_F(ServerTest, DescriptorsComeWithTheirLine) {
  const Descriptor first = some_descriptor();
  const Descriptor second = some_descriptor();
  Peer peer(m_path);
  ASSERT_TRUE(peer.send("two\n", {first.get(), second.get()}));
  ASSERT_TRUE(peer.send("none\n"));
  EXPECT_EQ(peer.line(), "two " + inode_of(first.get()) + " " + inode_of(second.get()));
  EXPECT_EQ(peer.line(), "none");
}

TEST_F(ServerTest, DescriptorsComeWithALineInPieces) {
  const Descriptor along = some_descriptor();
  Peer peer(m_path);
  ASSERT_TRUE(peer.send("x\npi"));
  EXPECT_EQ(peer.line(), "x");
  ASSERT_TRUE(peer.send("ec", {along.get()}));
  ASSERT_TRUE(peer.send("es\n"));
  EXPECT_EQ(peer.line(), "pieces " + inode_of(along.get()));
}

/// unix(7): what was sent before a message with descriptors may be read together with it.
TEST_F(ServerTest, DescriptorsDoNotComeWithTheLineBefore) {
  const Descriptor along = some_descriptor();
  Peer peer(m_path);
  ASSERT_TRUE(peer.send("wait\n"));
  m_waiting.get_future().wait();
  ASSERT_TRUE(peer.send("without\n"));
  ASSERT_TRUE(peer.send("with\n", {along.get()}));
  m_go_on.set_value();
  EXPECT_EQ(peer.line(), "wait");
  EXPECT_EQ(peer.line(), "without");
  EXPECT_EQ(peer.line(), "with " + inode_of(along.get()));
}

TEST_F(ServerTest, ALongLineIsTaken) {
  const std::string line(500'000, 'x');
  Peer peer(m_path);
  ASSERT_TRUE(peer.send(line + "\n"));
  EXPECT_EQ(peer.line(), line);
}

TEST_F(ServerTest, ALineWithoutEndEndsTheConnection) {
  Peer other(m_path);
  Peer peer(m_path);
  const std::string piece(64 * 1024, 'x');
  int sent = 0;
  // What is read until the limit, and what the socket holds.
  while (sent < 64 && peer.send(piece))
    ++sent;
  EXPECT_LT(sent, 64);
  EXPECT_TRUE(peer.ends());
  ASSERT_TRUE(other.send("still here\n"));
  EXPECT_EQ(other.line(), "still here");
}

TEST_F(ServerTest, TooManyDescriptorsEndTheConnection) {
  const Descriptor along = some_descriptor();
  Peer peer(m_path);
  ASSERT_TRUE(peer.send("a", {along.get(), along.get(), along.get()}));
  ASSERT_TRUE(peer.send("b", {along.get(), along.get(), along.get()}));
  EXPECT_TRUE(peer.ends());
}

TEST_F(ServerTest, AnswersKeepTheirOrder) {
  constexpr int k_lines = 200;
  const std::string padding(20'000, '.');
  Peer peer(m_path);
  // More than socket buffers hold: the reader has to begin before the writer ends.
  std::thread writer([&] {
    for (int i = 0; i < k_lines; ++i)
      peer.send(std::to_string(i) + padding + "\n");
  });
  for (int i = 0; i < k_lines; ++i)
    EXPECT_EQ(peer.line(), std::to_string(i) + padding);
  writer.join();
}

TEST_F(ServerTest, AnswersGoToWhoAsked) {
  Peer one(m_path);
  Peer other(m_path);
  ASSERT_TRUE(other.send("other\n"));
  ASSERT_TRUE(one.send("one\n"));
  EXPECT_EQ(one.line(), "one");
  EXPECT_EQ(other.line(), "other");
}

TEST_F(ServerTest, AClosedDoorKeepsWhoIsInside) {
  Peer inside(m_path);
  ASSERT_TRUE(inside.send("in\n"));
  EXPECT_EQ(inside.line(), "in");
  on_loop([this] { m_server->close_door(); });
  EXPECT_FALSE(file_exists(m_path));
  EXPECT_EQ(Peer(m_path).problem(), ENOENT);
  ASSERT_TRUE(inside.send("still in\n"));
  EXPECT_EQ(inside.line(), "still in");
}

TEST_F(ServerTest, AClosedDoorLeavesThePlaceToAnother) {
  on_loop([this] { m_server->close_door(); });
  Loop loop;
  const auto successor = Server::listen(loop, m_path, {});
  ASSERT_TRUE(successor.has_value());
  on_loop([this] { m_server.reset(); });
  EXPECT_TRUE(file_exists(m_path));
  EXPECT_EQ(Peer(m_path).problem(), 0);
}

TEST_F(ServerTest, LetsOnlyItsOwnerIn) {
  struct stat status {};
  ASSERT_EQ(::stat(m_path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(Server, TakesThePlaceOfADeadOne) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "s.sock";
  {
    Loop loop;
    const auto dead = Server::listen(loop, folder / "first.sock", {});
    ASSERT_TRUE(dead.has_value());
    std::filesystem::create_hard_link(folder / "first.sock", path);
  }
  EXPECT_EQ(Peer(path).problem(), ECONNREFUSED);
  Loop loop;
  const auto server = Server::listen(loop, path, {});
  ASSERT_TRUE(server.has_value());
  EXPECT_EQ(Peer(path).problem(), 0);
}

TEST(Server, SaysWhyItCannotListen) {
  const test::TemporaryFolder folder;
  Loop loop;
  const auto server = Server::listen(loop, folder / "no/such/folder/s.sock", {});
  ASSERT_TRUE(server.has_error());
  EXPECT_EQ(server.error().kind, ErrorKind::io);
  EXPECT_EQ(server.error().place, folder / "no/such/folder/s.sock");
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
  const auto reply = client->ask(request::Ping{});
  ASSERT_TRUE(reply.has_error());
  EXPECT_EQ(reply.error().kind, ErrorKind::timed_out);
  EXPECT_EQ(reply.error().message, "the supervisor does not answer");
}

TEST(Client, RefusesAPathNoSocketCanHave) {
  const std::string path = "/tmp/" + std::string(200, 'x');
  const auto client = Client::connect(path, seconds(1));
  ASSERT_TRUE(client.has_error());
  EXPECT_EQ(client.error().kind, ErrorKind::io);
  EXPECT_EQ(client.error().message, "the socket's path is too long");
}

}  // namespace
}  // namespace caisson::lease
