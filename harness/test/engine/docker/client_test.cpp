#include "engine/docker/client.hpp"

#include "engine/docker/await.hpp"
#include "engine/docker/fake_engine.hpp"

namespace caisson::engine::docker {
namespace {

using test::chunked;
using test::FakeEngine;
using test::Reply;
using test::response;

constexpr auto k_long = std::chrono::seconds(20);

class Client : public testing::Test {
 protected:
  Result<Response> call(Request request, Deadline deadline) {
    return test::await<Response>(
        loop, [&](auto done) { client->call(std::move(request), deadline, std::move(done)); });
  }
  Result<Response> get(Duration within = k_long) {
    return call({Method::get, "/containers/json", "list containers"}, test::in(loop, within));
  }
  void serve(std::function<Reply(const std::string&)> answer) {
    server = std::make_unique<FakeEngine>(std::move(answer));
    client = *HttpClient::create(loop.executor(), server->endpoint());
    client->set_prefix("/v1.41");
  }
  void serve(Reply reply) {
    serve([reply](const std::string&) { return reply; });
  }

  Loop loop;
  std::unique_ptr<FakeEngine> server;
  std::shared_ptr<HttpClient> client;
};

TEST_F(Client, SendsWhatItIsToldAndReadsTheAnswer) {
  std::string seen;
  serve([&](const std::string& request) {
    seen = request;
    return Reply{response(201, "{\"Id\":\"x\"}")};
  });
  const auto answer = call({Method::post, "/containers/create?name=a%20b", "create", "{\"a\":1}"},
                           test::in(loop, k_long));
  ASSERT_TRUE(answer) << to_string(answer.error());
  EXPECT_EQ(answer->head.status, 201U);
  EXPECT_EQ(answer->body, "{\"Id\":\"x\"}");
  EXPECT_EQ(answer->head.field("api-version"), "1.41");
  EXPECT_THAT(seen, testing::StartsWith("POST /v1.41/containers/create?name=a%20b HTTP/1.1\r\n"));
  EXPECT_THAT(seen, testing::HasSubstr("\r\nHost: docker\r\n"));
  EXPECT_THAT(seen, testing::EndsWith("\r\n\r\n{\"a\":1}"));
}

TEST_F(Client, ManyCallsShareOneConnection) {
  serve({response(200, "[]")});
  for (int i = 0; i < 20; ++i)
    ASSERT_TRUE(get());
  EXPECT_EQ(server->connections(), 1);
}

TEST_F(Client, CallsAtOnceCompleteOnceEach) {
  serve({response(200, "[]"), 7});
  int completed = 0;
  for (int i = 0; i < 50; ++i)
    client->call({Method::get, "/x", "x"}, test::in(loop, k_long), [&](Result<Response> answer) {
      EXPECT_TRUE(answer);
      if (++completed == 50) loop.stop();
    });
  EXPECT_EQ(completed, 0);
  loop.run();
  EXPECT_EQ(completed, 50);
}

TEST_F(Client, WhatACallbackThrowsReachesWhoRunsTheLoop) {
  serve({response(200, "[]")});
  client->call({Method::get, "/x", "x"}, test::in(loop, k_long),
               [](const Result<Response>&) { throw std::runtime_error("thrown"); });
  EXPECT_THROW(loop.run(), std::runtime_error);
  const SubscriptionPtr flow =
      client->stream({Method::get, "/x", "x"}, test::in(loop, k_long),
                     {.head = {},
                      .data = {},
                      .end = [](const Result<void>&) { throw std::runtime_error("thrown"); },
                      .refused = {}});
  EXPECT_THROW(loop.run(), std::runtime_error);
}

TEST_F(Client, AnswersInPiecesOfOneByteAreWhole) {
  for (const std::string& bytes :
       {response(200, "[{\"Id\":\"x\"}]"), chunked({"[", "{\"Id\":", "\"x\"}", "]"})}) {
    serve({bytes, 1});
    const auto answer = get();
    ASSERT_TRUE(answer) << to_string(answer.error());
    EXPECT_EQ(answer->body, "[{\"Id\":\"x\"}]");
  }
}

TEST_F(Client, AnAnswerCutAtAnyByteIsAnUnreachableEngine) {
  for (const std::string& bytes : {response(200, "[]"), chunked({"[", "]"})})
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
      serve({bytes.substr(0, cut), std::string::npos, Reply::After::close});
      const auto answer = get();
      ASSERT_TRUE(answer.has_error()) << "cut at " << cut;
      EXPECT_EQ(answer.error().kind, ErrorKind::engine_unreachable)
          << "cut at " << cut << ": " << to_string(answer.error());
    }
}

TEST_F(Client, GarbageIsAProtocolError) {
  const std::string huge_field = "X: " + std::string(100'000, 'x') + "\r\n";
  for (const std::string& bytes :
       {std::string("SSH-2.0-OpenSSH_9.2\r\n\r\n"), std::string(300, '\0'),
        std::string("HTTP/1.1 abc\r\n\r\n"), std::string("HTTP/1.1 200 OK\r\nno colon\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
        response(200, "[]", huge_field)}) {
    serve({bytes, std::string::npos, Reply::After::close});
    const auto answer = get();
    ASSERT_TRUE(answer.has_error()) << bytes.substr(0, 60);
    EXPECT_EQ(answer.error().kind, ErrorKind::protocol) << to_string(answer.error());
  }
}

TEST_F(Client, EveryStatusIsAnAnswer) {
  for (const unsigned status : {200U, 204U, 304U, 404U, 409U, 500U, 503U}) {
    const bool bodiless = status == 204 || status == 304;
    serve(
        {bodiless ? "HTTP/1.1 " + std::to_string(status) + " x\r\n\r\n" : response(status, "{}")});
    const auto answer = get();
    ASSERT_TRUE(answer) << status;
    EXPECT_EQ(answer->head.status, status);
  }
}

/// At least one of a few tries ends by deadline + 50 ms (this machine may be busy with something
/// else), and every one of them ends with timed_out.
TEST_F(Client, ABlackHoleEndsByTheDeadline) {
  const std::string whole = response(200, "[]");
  constexpr auto k_within = std::chrono::milliseconds(40);
  for (const std::size_t size : {std::size_t{0}, std::size_t{10}, whole.size() - 1}) {
    bool in_time = false;
    for (int tries = 0; tries < 20 && !in_time; ++tries) {
      serve({whole.substr(0, size), std::string::npos, Reply::After::hang});
      const Instant begin = loop.clock().now();
      const auto answer = get(k_within);
      const Duration took = loop.clock().now() - begin;
      ASSERT_TRUE(answer.has_error());
      EXPECT_EQ(answer.error().kind, ErrorKind::timed_out);
      EXPECT_GE(took, k_within);
      in_time = took < k_within + std::chrono::milliseconds(50);
    }
    EXPECT_TRUE(in_time);
  }
}

TEST_F(Client, ADeadlineInThePastTimesOut) {
  serve({"", 1, Reply::After::hang});
  const auto answer = get(-std::chrono::seconds(1));
  ASSERT_TRUE(answer.has_error());
  EXPECT_EQ(answer.error().kind, ErrorKind::timed_out);
}

TEST_F(Client, AConnectionDroppedMeanwhileIsReplaced) {
  serve({response(200, "[]")});
  ASSERT_TRUE(get());
  server->drop_connections();
  EXPECT_TRUE(get());
  EXPECT_EQ(server->connections(), 2);
}

TEST_F(Client, AGetOnAConnectionThatBreaksUnderItIsRepeatedOnce) {
  std::atomic<int> seen = 0;
  serve([&](const std::string&) {
    return ++seen == 2 ? Reply{"", 1, Reply::After::close} : Reply{response(200, "[]")};
  });
  ASSERT_TRUE(get());
  EXPECT_TRUE(get());
  EXPECT_EQ(seen, 3);
}

TEST_F(Client, ACreateIsNeverSentTwice) {
  std::atomic<int> seen = 0;
  serve([&](const std::string&) {
    return ++seen == 2 ? Reply{"", 1, Reply::After::close} : Reply{response(200, "{}")};
  });
  ASSERT_TRUE(get());
  const auto answer =
      call({Method::post, "/containers/create", "create", "{}"}, test::in(loop, k_long));
  ASSERT_TRUE(answer.has_error());
  EXPECT_EQ(answer.error().kind, ErrorKind::engine_unreachable);
  EXPECT_EQ(seen, 2);
}

TEST_F(Client, AnAnswerThatSaysMoreThanAskedIsNotKept) {
  serve({response(200, "[]") + "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nsmuggled!"});
  for (int i = 0; i < 3; ++i) {
    const auto answer = get();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "[]");
  }
}

TEST_F(Client, ARefusalThatComesBeforeTheBodyIsReadIsTheAnswer) {
  serve({response(413, "{\"message\":\"too big\"}"), std::string::npos, Reply::After::close});
  const auto answer =
      call({Method::post, "/build", "build", std::string(8'000'000, 'x')}, test::in(loop, k_long));
  ASSERT_TRUE(answer) << to_string(answer.error());
  EXPECT_EQ(answer->head.status, 413U);
}

TEST_F(Client, ClosingDropsWhatIsPending) {
  serve({"", 1, Reply::After::hang});
  bool completed = false;
  client->call({Method::get, "/x", "x"}, test::in(loop, k_long),
               [&](const Result<Response>&) { completed = true; });
  loop.post([&] { client->close(); });
  loop.run();  // ends, because nothing is left to wait for
  EXPECT_FALSE(completed);
}

TEST_F(Client, TheClientMayGoInsideACompletion) {
  serve({response(200, "[]")});
  bool completed = false;
  client->call({Method::get, "/x", "x"}, test::in(loop, k_long), [&](const Result<Response>&) {
    completed = true;
    client.reset();
  });
  loop.run();
  EXPECT_TRUE(completed);
}

}  // namespace
}  // namespace caisson::engine::docker
