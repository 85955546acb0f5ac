#include "lease/protocol.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <utility>

namespace caisson::lease {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// Every request with every field other than its default, and the line other programs may write.
std::vector<std::pair<Request, std::string>> all_requests() {
  using namespace request;
  return {
      {Ping{}, R"({"request":"ping"})"},
      {Status{}, R"({"request":"status"})"},
      {Busy{}, R"({"request":"busy"})"},
      {Stop{true}, R"({"request":"stop","drain":true})"},
      {Lease{2, "/b/shop.json", {"db", "cache"}, {"STACK"}, "orders \"new\"", "10m", true},
       R"({"request":"lease","protocol":2,"manifest":"/b/shop.json","services":["db","cache"],)"
       R"("isolate":["STACK"],"name":"orders \"new\"","keep":"10m","warm":true})"},
      {Settle{"/b/shop.json"}, R"({"request":"settle","manifest":"/b/shop.json"})"},
      {Begin{"Orders.Ship/0"}, R"({"request":"begin","test":"Orders.Ship/0"})"},
      {End{"Orders.Ship", true}, R"({"request":"end","test":"Orders.Ship","failed":true})"},
      {Exec{"db", {"psql", "-c", "select 1\n"}},
       R"({"request":"exec","service":"db","argv":["psql","-c","select 1\n"]})"},
      {Logs{"db"}, R"({"request":"logs","service":"db"})"},
      {Pause{"db"}, R"({"request":"pause","service":"db"})"},
      {Unpause{"db"}, R"({"request":"unpause","service":"db"})"},
      {Kill{"db"}, R"({"request":"kill","service":"db"})"},
      {Restart{"db"}, R"({"request":"restart","service":"db"})"},
      {Release{}, R"({"request":"release"})"},
  };
}

TEST(Protocol, RequestsSurviveTheirLine) {
  const auto all = all_requests();
  ASSERT_EQ(all.size(), std::variant_size_v<Request>);
  for (const auto& [request, line] : all) {
    EXPECT_EQ(encode(request), line);
    const auto decoded = decode_request(line);
    ASSERT_TRUE(decoded.has_value()) << line;
    EXPECT_EQ(decoded->index(), request.index()) << line;
    EXPECT_EQ(encode(*decoded), line);
  }
}

TEST(Protocol, AFieldThatIsMissingKeepsItsDefault) {
  const auto stop = decode_request(R"({"request":"stop"})");
  ASSERT_TRUE(stop.has_value());
  EXPECT_FALSE(std::get<request::Stop>(*stop).drain);
  const auto lease = decode_request(R"({"request":"lease","services":["db"],"later":"field"})");
  ASSERT_TRUE(lease.has_value());
  EXPECT_EQ(std::get<request::Lease>(*lease).protocol, k_protocol);
  EXPECT_FALSE(std::get<request::Lease>(*lease).warm);
  EXPECT_THAT(std::get<request::Lease>(*lease).services, ElementsAre("db"));
}

TEST(Protocol, RepliesSurviveTheirLine) {
  const Reply reply{
      3, "1.2.3", 4711, "", ErrorKind::protocol, {{"api", 5, "failed for good: \"x\"\n"}}};
  const std::string line = encode(reply);
  EXPECT_THAT(line, Not(HasSubstr("\n")));
  const auto decoded = decode_reply(line);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(*decoded, reply);
}

TEST(Protocol, ErrorsSurviveAsRepliesOfEveryKind) {
  for (const ErrorKind kind : {ErrorKind::engine_unreachable, ErrorKind::usage, ErrorKind::manifest,
                               ErrorKind::service_failed, ErrorKind::timed_out, ErrorKind::conflict,
                               ErrorKind::io, ErrorKind::protocol}) {
    const std::string line = encode(Error{kind, "the `db` is\nnot there", "s:1", "Build it."});
    EXPECT_THAT(line, Not(HasSubstr("\n")));
    const auto reply = decode_reply(line);
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->kind, kind);
    EXPECT_EQ(reply->error, to_string(Error{kind, "the `db` is\nnot there", "s:1", "Build it."}));
    const auto grant = decode_grant(line);
    ASSERT_TRUE(grant.has_error());
    EXPECT_EQ(grant.error().kind, kind);
    const auto verdict = decode_verdict(line);
    ASSERT_TRUE(verdict.has_error());
    EXPECT_EQ(verdict.error().kind, kind);
    const auto again = decode_reply(encode(*reply));
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(*again, *reply);
  }
}

TEST(Protocol, WhatClientsCannotTellApartIsAFailedService) {
  for (const ErrorKind kind : {ErrorKind::image, ErrorKind::not_found, ErrorKind::interrupted}) {
    const auto grant = decode_grant(encode(Error{kind, "no"}));
    ASSERT_TRUE(grant.has_error());
    EXPECT_EQ(grant.error().kind, ErrorKind::service_failed);
  }
}

TEST(Protocol, GrantsSurviveTheirLine) {
  Grant grant;
  grant.lease = 7;
  grant.environment = "shop-ab12cd.t0f9e1d";
  grant.services["db"] = {"127.0.0.1", {{5432, 28001}, {9090, 28002}},
                          5432,        "postgres://shop:p%40@127.0.0.1:28001/shop",
                          "shop",      "4711abc"};
  grant.services["one-shot"] = {};
  grant.variables = {{"CAISSON_DB_HOST", "127.0.0.1"}, {"CAISSON_DB_PORT", "28001"}};
  const std::string line = encode(grant);
  EXPECT_THAT(line, Not(HasSubstr("\n")));
  EXPECT_THAT(line, HasSubstr(R"("ports":{"5432":28001,"9090":28002})"));
  const auto decoded = decode_grant(line);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(*decoded, grant);
}

TEST(Protocol, VerdictsOutputsAndLogsSurviveTheirLine) {
  const Verdict verdict{"db wrote:\n  | no\n", "/b/caisson/failures/x"};
  EXPECT_THAT(encode(verdict), Not(HasSubstr("\n")));
  const auto decoded = decode_verdict(encode(verdict));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(*decoded, verdict);
  EXPECT_EQ(encode_output(3, "no\n"), R"({"exit_code":3,"output":"no\n"})");
  EXPECT_EQ(encode_lines({"a", "\tb"}), R"({"lines":["a","\tb"]})");
}

TEST(Protocol, BytesThatAreNoTextBreakNoLine) {
  const std::string line = encode_lines({"\xff\xfe", "ok"});
  EXPECT_THAT(line, HasSubstr("ok"));
  EXPECT_THAT(encode_output(0, "a\0b"), HasSubstr("a"));
  EXPECT_TRUE(decode_reply(encode(Error{ErrorKind::io, "\xc3("})).has_value());
}

TEST(Protocol, RefusesWhatIsNoRequest) {
  for (const char* line :
       {"", "{", "[]", "{}", "null", "7", "\"ping\"", R"({"request":7})", R"({"request":"dance"})",
        R"({"request":"ping"} x)", R"({"request":"lease","services":"db"})",
        R"({"request":"lease","protocol":"2"})", R"({"request":"stop","drain":1})",
        R"({"request":"exec","argv":[1]})", R"({"request":"end","test":null})", "\xff\xff"}) {
    const auto decoded = decode_request(line);
    ASSERT_TRUE(decoded.has_error()) << line;
    EXPECT_EQ(decoded.error().kind, ErrorKind::protocol);
    EXPECT_EQ(decoded.error().message, "not a request: `" + std::string(line) + "`");
  }
}

TEST(Protocol, QuotesOnlyTheBeginOfGarbage) {
  const auto deep = decode_request(std::string(200'000, '['));
  ASSERT_TRUE(deep.has_error());
  EXPECT_EQ(deep.error().message, "not a request: `" + std::string(80, '[') + "`");
}

TEST(Protocol, RefusesWhatIsNoReply) {
  for (const char* line : {"", "7", R"({"pid":"x"})", R"({"services":[7]})"}) {
    const auto decoded = decode_reply(line);
    ASSERT_TRUE(decoded.has_error()) << line;
    EXPECT_EQ(decoded.error().message, "the supervisor answered `" + std::string(line) + "`");
  }
  for (const char* line : {"", "7", R"({"lease":"x"})", R"({"services":{"db":7}})",
                           R"({"services":{"db":{"ports":{"1":"x"}}}})"}) {
    const auto decoded = decode_grant(line);
    ASSERT_TRUE(decoded.has_error()) << line;
    EXPECT_EQ(decoded.error().kind, ErrorKind::protocol);
  }
  EXPECT_TRUE(decode_verdict(R"({"folder":[]})").has_error());
}

}  // namespace
}  // namespace caisson::lease
