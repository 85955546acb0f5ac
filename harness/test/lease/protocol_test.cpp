#include "lease/protocol.hpp"

#include <gmock/gmock.h>

namespace caisson::lease {
namespace {

TEST(Protocol, RequestsSurviveTheirLine) {
  EXPECT_EQ(encode(Request::ping), "{\"request\":\"ping\"}\n");
  for (const Request request : {Request::ping, Request::status, Request::busy, Request::stop}) {
    const auto decoded = decode_request(encode(request));
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(*decoded, request);
  }
}

TEST(Protocol, RepliesSurviveTheirLine) {
  const Reply reply{3, "1.2.3", 4711, "", {{"api", 5, "failed for good: \"x\"\n"}}};
  const std::string line = encode(reply);
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  const auto decoded = decode_reply(line);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(*decoded, reply);
}

TEST(Protocol, RefusesWhatIsNoRequest) {
  for (const char* line : {"", "{", "[]", "{}", R"({"request":7})", R"({"request":"dance"})"}) {
    const auto decoded = decode_request(line);
    ASSERT_TRUE(decoded.has_error()) << line;
    EXPECT_EQ(decoded.error().message, "not a request: `" + std::string(line) + "`");
  }
}

TEST(Protocol, RefusesWhatIsNoReply) {
  for (const char* line : {"", "7", R"({"pid":"x"})", R"({"services":[7]})"}) {
    const auto decoded = decode_reply(line);
    ASSERT_TRUE(decoded.has_error()) << line;
    EXPECT_EQ(decoded.error().message, "the supervisor answered `" + std::string(line) + "`");
  }
}

}  // namespace
}  // namespace caisson::lease
