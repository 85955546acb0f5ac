#include "probe/http.hpp"

#include <gmock/gmock.h>

#include "probe/talk.hpp"

namespace caisson::probe {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string verdict_on(const std::string& stream, bool closes = false) {
  return test::verdict_on([] { return make_http("/ready", 8080); }, stream, closes);
}

TEST(Http, AsksForThePathAndToCloseAfterwards) {
  const std::string sent = make_http("/ready?deep=1", 8080)->opened().send;
  EXPECT_THAT(sent, StartsWith("GET /ready?deep=1 HTTP/1.1\r\nHost: localhost:8080\r\n"));
  EXPECT_THAT(sent, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_TRUE(sent.ends_with("\r\n\r\n"));
}

TEST(Http, APathCannotBreakOutOfTheRequestLine) {
  EXPECT_THAT(make_http("ready now\r\nX: y", 1)->opened().send,
              StartsWith("GET /ready%20now%0D%0AX:%20y HTTP/1.1\r\n"));
}

TEST(Http, IsReadyOnSuccessAndRedirection) {
  EXPECT_EQ(verdict_on("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), "ready");
  EXPECT_EQ(verdict_on("HTTP/1.1 204 No Content\r\n\r\n"), "ready");
  EXPECT_EQ(verdict_on("HTTP/1.0 200 OK\r\nServer: x\r\n\r\n<html>"), "ready");
  EXPECT_EQ(verdict_on("HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n"), "ready");
}

TEST(Http, NeedsTheWholeHeader) {
  EXPECT_EQ(verdict_on("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"), "more");
  EXPECT_EQ(verdict_on("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n", true),
            "not ready: closed the connection in the middle of its answer to GET /ready");
}

TEST(Http, PassesOverInformationalAnswers) {
  EXPECT_EQ(verdict_on("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"), "more");
  EXPECT_EQ(verdict_on("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
                       "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
            "ready");
}

TEST(Http, NamesTheStatusAndTheFirstLineOfTheBody) {
  EXPECT_EQ(verdict_on("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 21\r\n\r\n"
                       "database is missing\nx"),
            "not ready: GET /ready answers 503: database is missing");
  EXPECT_EQ(verdict_on("HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked\r\n\r\n"
                       "4\r\nhalf\r\n6\r\n a dog\r\n0\r\n\r\n"),
            "not ready: GET /ready answers 500: half a dog");
  EXPECT_EQ(verdict_on("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
            "not ready: GET /ready answers 404");
}

TEST(Http, TakesWhatThereIsOfABodyThatEndsWithTheConnection) {
  EXPECT_EQ(verdict_on("HTTP/1.0 502 Bad\r\n\r\nno upstream", true),
            "not ready: GET /ready answers 502: no upstream");
  EXPECT_EQ(verdict_on("HTTP/1.1 502 Bad\r\nContent-Length: 100\r\n\r\ncut", true),
            "not ready: GET /ready answers 502: cut");
}

TEST(Http, DoesNotWaitForAnEndlessBody) {
  EXPECT_THAT(verdict_on("HTTP/1.1 500 No\r\n\r\n" + std::string(2000, 'x')),
              StartsWith("not ready: GET /ready answers 500: xxx"));
}

TEST(Http, MakesNoRoomForWhatIsOnlyClaimed) {
  EXPECT_EQ(verdict_on("HTTP/1.1 503 x\r\nContent-Length: 7861783749513095849\r\n\r\nno\n"),
            "not ready: GET /ready answers 503: no");
}

TEST(Http, ABodyThatIsMalformedStillExplains) {
  EXPECT_EQ(verdict_on("HTTP/1.1 500 x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n?\r\n"),
            "not ready: GET /ready answers 500: no");
}

TEST(Http, RecognisesWhatIsNoHttp) {
  EXPECT_EQ(verdict_on("+PONG\r\n"), "not ready: the answer is no HTTP/1.1");
  EXPECT_EQ(verdict_on(std::string("\x15\x03\x01\x00\x02\x02\x46", 7)),
            "not ready: answers with TLS where plain HTTP was expected");
  EXPECT_EQ(verdict_on("HTTP/1.1 ok\r\n\r\n"),
            "not ready: its HTTP answer is malformed: bad status");
}

TEST(Http, DoesNotCollectAnEndlessHeader) {
  const auto http = make_http("/", 80);
  std::string piece(4096, 'h');
  auto heard = test::talk(*http, {"HTTP/1.1 200 OK\r\nA: "});
  for (int i = 0; i < 20 && heard.verdict.kind == Verdict::Kind::more; ++i)
    heard.verdict = http->received(piece);
  EXPECT_THAT(heard.verdict.reason, StartsWith("its HTTP answer is malformed"));
}

}  // namespace
}  // namespace caisson::probe
