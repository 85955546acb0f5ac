#include "probe/inspector.hpp"

#include <gmock/gmock.h>

#include "probe/talk.hpp"

namespace caisson::probe {
namespace {

const std::string k_list =
    "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n"
    R"([{"id":"1","webSocketDebuggerUrl":"ws://127.0.0.1:20001/1-2"}])";
const std::string k_upgraded = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

std::string frame(const std::string& text) {
  std::string head = "\x81";
  if (text.size() < 126) {
    head += static_cast<char>(text.size());
  } else if (text.size() < 65536) {
    head += std::string{126, static_cast<char>(text.size() >> 8), static_cast<char>(text.size())};
  } else {
    head += '\x7f' + std::string(4, '\0');
    for (int shift = 24; shift >= 0; shift -= 8)
      head += static_cast<char>(text.size() >> shift);
  }
  return head + text;
}

std::string script(std::size_t size) {
  return frame(R"({"method":"Debugger.scriptParsed","params":")" + std::string(size, 'x') + "\"}");
}

const std::string k_paused = frame(R"({"method":"Debugger.paused","params":{}})");
const std::string k_enabled = frame(R"({"id":1,"result":{"debuggerId":"7"}})");

test::Heard ask(const std::string& messages) {
  const auto inspector = make_inspector(9229);
  return test::talk(*inspector, {k_list, k_upgraded, messages});
}

TEST(Inspector, AsksForTheListThenTurnsToTheWebSocket) {
  const test::Heard heard = ask("");
  EXPECT_THAT(heard.sent,
              ::testing::StartsWith("GET /json/list HTTP/1.1\r\nHost: 127.0.0.1:9229\r\n\r\n"
                                    "GET /1-2 HTTP/1.1\r\n"));
  // FIN and text; masked, 35 bytes; a mask of zeros.
  EXPECT_THAT(heard.sent, ::testing::EndsWith(std::string("\x81\xa3\0\0\0\0", 6) +
                                              R"({"id":1,"method":"Debugger.enable"})"));
}

TEST(Inspector, APausedProgramSaysSoBeforeTheAnswer) {
  EXPECT_EQ(test::describe(ask(k_paused + k_enabled).verdict), "ready");
  EXPECT_EQ(test::describe(ask(k_enabled + k_paused).verdict), "not ready: it runs");
}

TEST(Inspector, PassesOverScriptsOfEverySize) {
  for (const std::size_t size : {0U, 100U, 70'000U})
    EXPECT_EQ(test::describe(ask(script(size) + k_paused).verdict), "ready") << size;
}

TEST(Inspector, EveryCutGivesTheSame) {
  const auto make = [] { return make_inspector(9229); };
  EXPECT_EQ(test::verdict_on(make, k_list + "\n"), "more");
  const auto after = [](const std::string& messages) {
    return test::verdict_on(
        [] {
          auto inspector = make_inspector(9229);
          static_cast<void>(inspector->opened());
          static_cast<void>(inspector->received(k_list));
          return inspector;
        },
        k_upgraded + messages);
  };
  EXPECT_EQ(after(script(200) + k_paused), "ready");
  EXPECT_EQ(after(script(200) + k_enabled), "not ready: it runs");
}

TEST(Inspector, AnythingElseIsNone) {
  const auto inspector = make_inspector(1);
  const auto heard = test::talk(*inspector, {k_list, "HTTP/1.1 400 Bad Request\r\n\r\n"});
  EXPECT_EQ(test::describe(heard.verdict), "not ready: does not answer as Node does");
  EXPECT_EQ(test::describe(test::talk(*make_inspector(1), {std::string(70'000, 'x')}).verdict),
            "not ready: does not answer as Node does");
  EXPECT_EQ(test::describe(ask(std::string("\x88\0", 2)).verdict),
            "not ready: closed the connection without an answer");
}

TEST(Inspector, FindsTheWebSocketUrl) {
  const auto url = debugger_url(k_list);
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(*url, "ws://127.0.0.1:20001/1-2");
}

TEST(Inspector, RefusesOtherAnswers) {
  for (const char* answer :
       {"", "HTTP/1.0 200 OK\r\n", "HTTP/1.0 200 OK\r\n\r\n[]", "HTTP/1.0 200 OK\r\n\r\n[7]",
        "HTTP/1.0 200 OK\r\n\r\n[{}]", "HTTP/1.0 200 OK\r\n\r\n[{\"webSocketDeb"}) {
    const auto url = debugger_url(answer);
    ASSERT_TRUE(url.has_error()) << answer;
    EXPECT_EQ(url.error().message, "the debugger's port does not answer as Node does");
  }
}

}  // namespace
}  // namespace caisson::probe
