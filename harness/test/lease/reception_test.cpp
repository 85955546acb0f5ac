#include "lease/reception.hpp"

#include <gmock/gmock.h>

#include <atomic>
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
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A supervisor's reception without an engine, on a loop of its own thread; the test is the
/// command.
class ReceptionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    m_thread = std::thread([this] { serve(); });
    m_open.get_future().wait();
  }

  void TearDown() override {
    m_loop.post([this] { m_loop.stop(); });
    m_thread.join();
  }

  Client connect() {
    auto client = Client::connect(m_path, seconds(10));
    if (!client) throw std::runtime_error(to_string(client.error()));
    return std::move(*client);
  }

  test::TemporaryFolder m_folder;
  std::string m_path = m_folder / "s.sock";
  std::promise<void> m_busy;
  std::promise<void> m_free;
  std::promise<void> m_drained;
  std::atomic<int> m_times_busy = 0;
  bool m_door_was_open = true;  ///< when it drained

 private:
  void serve() {
    Reception::Callbacks callbacks;
    callbacks.status = [] {
      return Reply{k_protocol, "9.9", 42, "", ErrorKind::protocol, {{"api", 2, ""}}};
    };
    callbacks.busy = [this](bool busy) {
      if (busy) ++m_times_busy;
      (busy ? m_busy : m_free).set_value();
    };
    callbacks.drain = [this] {
      m_door_was_open = file_exists(m_path);
      m_drained.set_value();
    };
    auto reception = Reception::open(m_loop, m_path, nullptr, nullptr, std::move(callbacks));
    if (!reception) throw std::runtime_error(to_string(reception.error()));
    m_loop.post([this] { m_open.set_value(); });
    m_loop.run();
  }

  Loop m_loop;  ///< outlives its thread, since this one posts to it
  std::promise<void> m_open;
  std::thread m_thread;
};

TEST_F(ReceptionTest, AnswersPingAndStatus) {
  auto client = connect();
  for (const Request& asked : {Request{request::Ping{}}, Request{request::Status{}}}) {
    const auto reply = client.ask(asked);
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->protocol, k_protocol);
    EXPECT_EQ(reply->version, "9.9");
    EXPECT_EQ(reply->pid, 42);
    EXPECT_EQ(reply->error, "");
    EXPECT_THAT(reply->services, ElementsAre(Kept{"api", 2, ""}));
  }
}

TEST_F(ReceptionTest, IsBusyFromTheFirstToTheLast) {
  auto free = m_free.get_future();
  {
    auto first = connect();
    ASSERT_TRUE(first.ask(request::Busy{}).has_value());
    m_busy.get_future().wait();
    {
      auto second = connect();
      ASSERT_TRUE(second.ask(request::Busy{}).has_value());
      ASSERT_TRUE(second.ask(request::Busy{}).has_value());
    }
    // The second one's end is seen before the answer to a later line.
    auto third = connect();
    ASSERT_TRUE(third.ask(request::Ping{}).has_value());
    ASSERT_TRUE(first.ask(request::Ping{}).has_value());
    EXPECT_EQ(free.wait_for(seconds(0)), std::future_status::timeout);
  }
  EXPECT_EQ(free.wait_for(seconds(10)), std::future_status::ready);
  EXPECT_EQ(m_times_busy, 1);
}

TEST_F(ReceptionTest, DrainsBehindAClosedDoorAndAnswers) {
  auto tenant = connect();
  ASSERT_TRUE(tenant.ask(request::Ping{}).has_value());
  auto newer = connect();
  ASSERT_TRUE(newer.ask(request::Stop{true}).has_value());
  EXPECT_EQ(m_drained.get_future().wait_for(seconds(0)), std::future_status::ready);
  EXPECT_FALSE(m_door_was_open);
  EXPECT_TRUE(Client::connect(m_path, seconds(1)).has_error());
  EXPECT_TRUE(tenant.ask(request::Ping{}).has_value());
}

TEST_F(ReceptionTest, AnswersGarbageAndGoesOn) {
  Peer peer(m_path);
  ASSERT_TRUE(peer.send("what?\n{\"request\":\"ping\"}\n"));
  const auto refused = decode_reply(peer.line());
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->error, "not a request: `what?`");
  EXPECT_EQ(refused->kind, ErrorKind::protocol);
  EXPECT_EQ(refused->version, "9.9");
  const auto reply = decode_reply(peer.line());
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->error, "");
}

TEST_F(ReceptionTest, RefusesANewerProtocol) {
  Peer peer(m_path);
  ASSERT_TRUE(peer.send(R"({"request":"lease","protocol":3,"services":["db"]})"
                        "\n"));
  const auto refused = decode_grant(peer.line());
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().kind, ErrorKind::protocol);
  EXPECT_THAT(refused.error().message, HasSubstr("older"));
}

TEST_F(ReceptionTest, SaysThatThereIsNothingToLease) {
  auto client = connect();
  const auto grant = client.lease(request::Lease{});
  ASSERT_TRUE(grant.has_error());
  EXPECT_EQ(grant.error().kind, ErrorKind::usage);
  const auto verdict = client.end({"T", true});
  ASSERT_TRUE(verdict.has_error());
  EXPECT_EQ(verdict.error().message, "this connection holds no lease");
}

TEST(Reception, EndsWhenAskedAfterTheAnswer) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "s.sock";
  std::promise<void> open;
  std::thread thread([&] {
    Loop loop;
    Reception::Callbacks callbacks;
    callbacks.status = [] { return Reply{}; };
    callbacks.stop = [&loop] { loop.stop(); };
    auto reception = Reception::open(loop, path, nullptr, nullptr, std::move(callbacks));
    loop.post([&open] { open.set_value(); });
    if (reception) loop.run();
  });
  open.get_future().wait();
  auto client = Client::connect(path, seconds(10));
  ASSERT_TRUE(client.has_value());
  EXPECT_TRUE(client->ask(request::Stop{}).has_value());
  EXPECT_TRUE(client->wait_for_end().has_value());
  thread.join();
  EXPECT_FALSE(file_exists(path));
}

}  // namespace
}  // namespace caisson::lease
