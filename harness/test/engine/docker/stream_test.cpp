#include "engine/docker/await.hpp"
#include "engine/docker/client.hpp"
#include "engine/docker/fake_engine.hpp"

namespace caisson::engine::docker {
namespace {

using test::chunked;
using test::FakeEngine;
using test::Reply;
using test::response;

class ClientStream : public testing::Test {
 protected:
  void serve(Reply reply) {
    server = std::make_unique<FakeEngine>([reply](const std::string&) { return reply; });
    client = *HttpClient::create(loop.executor(), server->endpoint());
  }
  /// Reads the whole stream; how it ended.
  Result<void> read(Duration within = std::chrono::seconds(20)) {
    heads = 0;
    body.clear();
    return test::await<void>(loop, [&](auto done) {
      StreamHandlers handlers;
      handlers.head = [this](const Head&) { ++heads; };
      handlers.data = [this](std::string_view bytes) { body += bytes; };
      handlers.end = std::move(done);
      subscription = client->stream({Method::get, "/events", "watch"}, test::in(loop, within),
                                    std::move(handlers));
    });
  }

  Loop loop;
  std::unique_ptr<FakeEngine> server;
  std::shared_ptr<HttpClient> client;
  SubscriptionPtr subscription;
  int heads = 0;
  std::string body;
};

TEST_F(ClientStream, GivesChunksOfAnySizeAndThenTheEnd) {
  const std::string large(200'000, 'x');
  for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::string::npos}) {
    serve({chunked({"{}\n", "{\"a\":", "1}\n"}), piece});
    EXPECT_TRUE(read());
    EXPECT_EQ(body, "{}\n{\"a\":1}\n");
    EXPECT_EQ(heads, 1);
  }
  serve({chunked({large, large})});
  EXPECT_TRUE(read());
  EXPECT_EQ(body, large + large);
}

TEST_F(ClientStream, ABodyWithoutLengthEndsWithTheConnection) {
  serve({"HTTP/1.1 200 OK\r\n\r\nabc", 1, Reply::After::close});
  EXPECT_TRUE(read());
  EXPECT_EQ(body, "abc");
}

TEST_F(ClientStream, AStreamCutAtAnyByteIsAnUnreachableEngine) {
  const std::string bytes = chunked({"{}\n", "{}\n"});
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    serve({bytes.substr(0, cut), std::string::npos, Reply::After::close});
    const auto ended = read();
    ASSERT_TRUE(ended.has_error()) << "cut at " << cut;
    EXPECT_EQ(ended.error().kind, ErrorKind::engine_unreachable) << "cut at " << cut;
  }
}

TEST_F(ClientStream, ARefusalIsItsTypedError) {
  for (const auto& [status, kind] :
       {std::pair{404U, ErrorKind::not_found}, std::pair{409U, ErrorKind::conflict},
        std::pair{500U, ErrorKind::protocol}}) {
    serve({response(status, "{\"message\":\"because\"}"), 1});
    const auto ended = read();
    ASSERT_TRUE(ended.has_error());
    EXPECT_EQ(ended.error().kind, kind);
    EXPECT_THAT(ended.error().message, testing::HasSubstr("because"));
    EXPECT_EQ(heads, 0);
  }
}

TEST_F(ClientStream, AHeadThatDoesNotComeTimesOut) {
  serve({"HTTP/1.1 200 OK\r\n", 1, Reply::After::hang});
  const auto ended = read(std::chrono::milliseconds(30));
  ASSERT_TRUE(ended.has_error());
  EXPECT_EQ(ended.error().kind, ErrorKind::timed_out);
}

TEST_F(ClientStream, AfterItsHeadItMayBeSilentForLong) {
  serve(
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", 1, Reply::After::hang});
  StreamHandlers handlers;
  bool ended = false;
  handlers.data = [&](std::string_view bytes) { body += bytes; };
  handlers.end = [&](const Result<void>&) { ended = true; };
  subscription = client->stream({Method::get, "/events", "watch"},
                                test::in(loop, std::chrono::milliseconds(200)), handlers);
  // Past the deadline of the head nothing has ended.
  loop.clock().schedule(test::in(loop, std::chrono::milliseconds(300)), [&] { loop.stop(); });
  loop.run();
  EXPECT_EQ(body, "abc");
  EXPECT_FALSE(ended);
}

TEST_F(ClientStream, ADroppedSubscriptionIsSilentAndLeavesNothingToWaitFor) {
  serve({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n1\r\ny\r\n",
         std::string::npos, Reply::After::hang});
  StreamHandlers handlers;
  int calls = 0;
  handlers.data = [&](std::string_view) {
    ++calls;
    subscription.reset();  // inside its own callback
  };
  handlers.end = [&](const Result<void>&) { ++calls; };
  subscription = client->stream({Method::get, "/events", "watch"},
                                test::in(loop, std::chrono::seconds(20)), handlers);
  loop.run();
  EXPECT_EQ(calls, 1);
}

TEST_F(ClientStream, ADroppedSubscriptionThatHadNotBegunIsSilent) {
  serve({chunked({"x"})});
  StreamHandlers handlers;
  bool called = false;
  handlers.data = [&](std::string_view) { called = true; };
  handlers.end = [&](const Result<void>&) { called = true; };
  client->stream({Method::get, "/events", "watch"}, test::in(loop, std::chrono::seconds(20)),
                 handlers);
  loop.run();
  EXPECT_FALSE(called);
}

TEST_F(ClientStream, AHijackedConnectionCarriesBytesThatCameWithTheHead) {
  serve({"HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nfirst", 4,
         Reply::After::keep});
  auto stream = test::await<std::unique_ptr<Stream>>(loop, [&](auto done) {
    client->hijack({Method::post, "/exec/x/start", "run", "{}"},
                   test::in(loop, std::chrono::seconds(20)), std::move(done));
  });
  ASSERT_TRUE(stream) << to_string(stream.error());
  std::string got;
  while (got.size() < 5) {
    const auto bytes =
        test::await<std::string>(loop, [&](auto done) { (*stream)->read(std::move(done)); });
    ASSERT_TRUE(bytes);
    got += *bytes;
  }
  EXPECT_EQ(got, "first");
}

TEST_F(ClientStream, AHijackThatIsRefusedIsItsTypedError) {
  serve({response(409, "{\"message\":\"container is paused\"}")});
  const auto refused = test::await<std::unique_ptr<Stream>>(loop, [&](auto done) {
    client->hijack({Method::post, "/exec/x/start", "run", "{}"},
                   test::in(loop, std::chrono::seconds(20)), std::move(done));
  });
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
}

}  // namespace
}  // namespace caisson::engine::docker
