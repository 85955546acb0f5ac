#include "cli/inspector.hpp"

#include <gmock/gmock.h>

namespace caisson::cli {
namespace {

TEST(Inspector, FindsTheWebSocketUrl) {
  const auto url = url_in_answer(
      "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n"
      R"([{"id":"1","webSocketDebuggerUrl":"ws://127.0.0.1:20001/1"}])");
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(*url, "ws://127.0.0.1:20001/1");
}

TEST(Inspector, RefusesOtherAnswers) {
  for (const char* answer :
       {"", "HTTP/1.0 200 OK\r\n", "HTTP/1.0 200 OK\r\n\r\n[]", "HTTP/1.0 200 OK\r\n\r\n[7]",
        "HTTP/1.0 200 OK\r\n\r\n[{}]", "HTTP/1.0 200 OK\r\n\r\n[{\"webSocketDeb"}) {
    const auto url = url_in_answer(answer);
    ASSERT_TRUE(url.has_error()) << answer;
    EXPECT_EQ(url.error().message, "the debugger's port does not answer as Node does");
  }
}

}  // namespace
}  // namespace caisson::cli
