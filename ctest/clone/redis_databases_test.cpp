#include <algorithm>
#include <set>

#include "clone/redis_databases.hpp"
#include "clone_fixture.hpp"
#include "figures.hpp"
#include "probe/redis_wire.hpp"

namespace caisson::test {
using clone::RedisDatabase;
using engine::Stream;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

/// A client of one Redis.
class Client {
 public:
  Client(Session& session, const std::string& id, std::uint16_t port) : m_session(session) {
    auto dialled = session.await<std::unique_ptr<Stream>>(
        [&](auto done) { session.engine().dial(id, port, session.soon(), std::move(done)); });
    if (dialled) m_stream = *std::move(dialled);
  }
  bool is_connected() const { return m_stream != nullptr; }
  void send(const std::vector<std::string_view>& words) {
    m_stream->write(probe::redis_wire::command(words), [](const Result<void>&) {});
  }
  /// The next bytes that come; an empty text at the end.
  std::string receive() {
    const auto bytes =
        m_session.await<std::string>([this](auto done) { m_stream->read(std::move(done)); });
    return bytes ? *bytes : "";
  }
  std::string ask(const std::vector<std::string_view>& words) {
    send(words);
    return receive();
  }

 private:
  Session& m_session;
  std::unique_ptr<Stream> m_stream;
};

}  // namespace

class RedisCloneTest : public CloneTest {
 protected:
  void SetUp() override {
    const auto image = recipe_image("redis");
    if (!image) GTEST_SKIP() << "this engine has no image of the recipe `redis`: build DICE first";
    engine::ContainerSpec its_spec = spec("redis", {"redis-server", "--requirepass", "pen cil",
                                                    "--appendonly", "yes", "--maxmemory", "64mb"});
    its_spec.image = *image;
    its_spec.networks = {{value_of(create_network("redis", "")).name, ""}};
    its_spec.entrypoint = {};
    its_spec.user = "999:999";
    its_spec.read_only_root = false;
    m_server = run(its_spec);
    model::HealthCheck check;
    check.kind = model::HealthCheck::Kind::tcp;
    check.port = 6379;
    await_ready(m_server, check);
    ASSERT_FALSE(HasFailure());
    m_databases = std::make_unique<clone::RedisDatabases>(
        engine, session.loop().clock(),
        clone::RedisServer{
            "cache",
            m_server,
            {"--requirepass", "pen cil", "--appendonly", "yes", "--maxmemory", "64mb"},
            "pen cil"});
  }

  RedisDatabase take() {
    return value_of(
        session.await<RedisDatabase>([&](auto done) { m_databases->take(std::move(done)); }));
  }
  Client client(std::uint16_t port, const std::string& password = "pen cil") {
    Client one(session, m_server, port);
    EXPECT_TRUE(one.is_connected());
    EXPECT_EQ(one.is_connected() ? one.ask({"AUTH", password}) : "", "+OK\r\n");
    return one;
  }
  void settle() {
    settle_that([this] { return m_databases->is_settled(); });
  }
  /// A server that was told to end has answered before its process is gone.
  bool refuses_in_the_end(std::uint16_t port) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (std::chrono::steady_clock::now() < limit) {
      if (!Client(session, m_server, port).is_connected()) return true;
    }
    return false;
  }

  std::string m_server;
  std::unique_ptr<clone::RedisDatabases> m_databases;
};

TEST_F(RedisCloneTest, MoreThanSixteenAtOnceDoNotCross) {
  constexpr std::size_t many = 20;
  std::vector<RedisDatabase> all;
  for (std::size_t i = 0; i < many; ++i)
    m_databases->take([&](Result<RedisDatabase> one) {
      all.push_back(value_of(std::move(one)));
      session.wake();
    });
  ASSERT_TRUE(session.await_that([&] { return all.size() == many; }));
  std::vector<Client> clients;
  std::vector<Client> listeners;
  for (std::size_t i = 0; i < many; ++i) {
    EXPECT_THAT(all[i].url, StartsWith("redis://:pen%20cil@" + all[i].address + ":"));
    clients.push_back(client(all[i].port));
    EXPECT_EQ(clients[i].ask({"SET", "key", std::to_string(i)}), "+OK\r\n");
    listeners.push_back(client(all[i].port));
    EXPECT_THAT(listeners[i].ask({"SUBSCRIBE", "news"}), HasSubstr("subscribe"));
  }
  Client main = client(6379);
  EXPECT_EQ(main.ask({"SET", "key", "main"}), "+OK\r\n");
  EXPECT_EQ(clients[0].ask({"FLUSHALL"}), "+OK\r\n");
  EXPECT_EQ(clients[1].ask({"PUBLISH", "news", "one"}), ":1\r\n") << "one listener, not twenty";
  EXPECT_EQ(clients[2].ask({"CONFIG", "SET", "maxmemory", "1mb"}), "+OK\r\n");
  EXPECT_EQ(clients[0].ask({"GET", "key"}), "$-1\r\n");
  for (std::size_t i = 1; i < many; ++i)
    EXPECT_EQ(clients[i].ask({"GET", "key"}),
              "$" + std::to_string(std::to_string(i).size()) + "\r\n" + std::to_string(i) + "\r\n");
  EXPECT_THAT(clients[3].ask({"CONFIG", "GET", "maxmemory"}), HasSubstr("67108864"));
  EXPECT_EQ(main.ask({"GET", "key"}), "$4\r\nmain\r\n");
  EXPECT_THAT(listeners[1].receive(), HasSubstr("one"));
}

TEST_F(RedisCloneTest, WhatIsGivenBackIsEndedAndNotUsedTwice) {
  const RedisDatabase first = take();
  Client left = client(first.port);
  EXPECT_EQ(left.ask({"CONFIG", "SET", "requirepass", "changed"}), "+OK\r\n");
  m_databases->give_back(first.port);
  EXPECT_EQ(left.receive(), "") << "its connections end with it";
  settle();
  EXPECT_TRUE(refuses_in_the_end(first.port));
  std::set<std::uint16_t> ports{first.port};
  for (int i = 0; i < 6; ++i)
    EXPECT_TRUE(ports.insert(take().port).second);
  m_databases->give_back(6379);
  EXPECT_TRUE(Client(session, m_server, 6379).is_connected()) << "the service's own is not ours";
}

TEST_F(RedisCloneTest, ClearEndsAllButTheServicesOwn) {
  const RedisDatabase taken = take();
  settle();
  expect_done(session.await<void>([&](auto done) { m_databases->clear(std::move(done)); }));
  EXPECT_EQ(m_databases->ready(), 0U);
  EXPECT_TRUE(refuses_in_the_end(taken.port));
  EXPECT_TRUE(Client(session, m_server, 6379).is_connected());
}

TEST_F(RedisCloneTest, APortThatAnotherHoldsIsPassedOver) {
  const auto held = engine::ExecResult(
      value_of(exec(m_server, {"sh", "-c",
                               "redis-server --port 10000 --save '' --dir /tmp >/dev/null 2>&1 & "
                               "until redis-cli -p 10000 ping >/dev/null 2>&1; do :; done"})));
  ASSERT_EQ(held.exit_code, 0) << held.output;
  for (int i = 0; i < 5; ++i)
    EXPECT_NE(take().port, 10'000);
}

TEST_F(RedisCloneTest, WhatDiesInThePoolIsReplaced) {
  take();
  settle();
  const auto killed =
      value_of(exec(m_server, {"sh", "-c",
                               "for p in /proc/[0-9]*; do n=${p#/proc/}; [ $n != 1 ] && "
                               "[ $n != $$ ] && kill -9 $n; done; true"}));
  ASSERT_EQ(killed.exit_code, 0) << killed.output;
  // The pool hears of the deaths one by one; until then it may give what is dead.
  bool answers = false;
  for (int i = 0; i < 16 && !answers; ++i) {
    Client one(session, m_server, take().port);
    answers = one.is_connected() && one.ask({"AUTH", "pen cil"}) == "+OK\r\n";
  }
  EXPECT_TRUE(answers);
}

TEST_F(RedisCloneTest, Figures) {
  const Moment cold = now();
  m_databases->give_back(take().port);
  print("first one, nothing ready", {milliseconds_since(cold)});
  std::vector<double> hits;
  for (int i = 0; i < 30; ++i) {
    settle();
    const Moment asked = now();
    const std::uint16_t port = take().port;
    hits.push_back(milliseconds_since(asked));
    m_databases->give_back(port);
  }
  print("pool hit", hits);
}

TEST_F(CloneTest, AnImageWithoutRedisIsTold) {
  engine::ContainerSpec its_spec = spec("none", {"sleep"});
  const auto network = value_of(create_network("none", ""));
  its_spec.networks = {{network.name, ""}};
  clone::RedisDatabases databases(engine, session.loop().clock(), {"cache", run(its_spec)});
  const auto taken =
      session.await<RedisDatabase>([&](auto done) { databases.take(std::move(done)); });
  ASSERT_FALSE(taken);
  EXPECT_THAT(taken.error().remedy, HasSubstr("`sh` and `redis-server`"));
}

}  // namespace caisson::test
