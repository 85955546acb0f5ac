#include "probe/conversation.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "probe/talk.hpp"
#include "probe/tcp.hpp"
#include "probe/text.hpp"

namespace caisson::probe {
namespace {

using Kind = model::HealthCheck::Kind;

model::HealthCheck check_of(Kind kind) {
  model::HealthCheck check;
  check.kind = kind;
  check.port = 80;
  check.path = "/";
  check.login = "shop";
  check.database = "shop";
  return check;
}

constexpr Kind k_spoken[] = {Kind::tcp, Kind::http, Kind::grpc, Kind::postgres, Kind::redis};

TEST(Conversation, ExistsForEveryProtocolAndNothingElse) {
  for (const Kind kind : k_spoken)
    EXPECT_NE(make_conversation(check_of(kind)), nullptr);
  for (const Kind kind : {Kind::log, Kind::exec, Kind::engine})
    EXPECT_EQ(make_conversation(check_of(kind)), nullptr);
}

TEST(Conversation, NobodyIsReadyThatClosesAtOnce) {
  for (const Kind kind : k_spoken) {
    const auto conversation = make_conversation(check_of(kind));
    EXPECT_EQ(test::talk(*conversation, {}, true).verdict.kind, Verdict::Kind::not_ready);
  }
}

TEST(Conversation, OnlyTcpTakesSilenceForReady) {
  for (const Kind kind : k_spoken) {
    const auto conversation = make_conversation(check_of(kind));
    ASSERT_EQ(conversation->opened().kind, Verdict::Kind::more);
    EXPECT_EQ(conversation->silent().kind,
              kind == Kind::tcp ? Verdict::Kind::ready : Verdict::Kind::more);
  }
}

TEST(Conversation, TakesItsPasswordFromTheServicesEnvironment) {
  const std::map<std::string, std::string> environment{{"POSTGRES_PASSWORD", "p"},
                                                       {"REDIS_PASSWORD", "r"}};
  EXPECT_EQ(credentials_of(check_of(Kind::postgres), environment).password, "p");
  EXPECT_EQ(credentials_of(check_of(Kind::redis), environment).password, "r");
  EXPECT_EQ(credentials_of(check_of(Kind::http), environment).password, "");
  EXPECT_EQ(credentials_of(check_of(Kind::postgres), {}).password, "");
}

TEST(Conversation, TcpIsReadyWhenThePeerSpeaks) {
  EXPECT_EQ(test::verdict_on(make_tcp, "SSH-2.0-server\r\n"), "ready");
}

RC_GTEST_PROP(Conversation, GarbageNeverCrashesAndNeverCountsAsReady, (std::string garbage)) {
  for (const Kind kind : {Kind::http, Kind::grpc, Kind::postgres, Kind::redis}) {
    const auto conversation = make_conversation(check_of(kind), {"secret"});
    RC_ASSERT(test::talk(*conversation, {garbage}, true).verdict.kind == Verdict::Kind::not_ready);
  }
}

RC_GTEST_PROP(FirstLine, IsShortPrintableAndOneLine, (std::string text)) {
  const std::string line = first_line(text, 20);
  RC_ASSERT(line.size() <= 20 + std::string("…").size());
  for (const char byte : line)
    RC_ASSERT(static_cast<unsigned char>(byte) >= 0x20 && byte != 0x7f);
}

TEST(FirstLine, KeepsUtf8AndNeverCutsACharacter) {
  EXPECT_EQ(first_line("grüße\nmore"), "grüße");
  EXPECT_EQ(first_line("ab\x80\x01z"), "ab??z");
  EXPECT_EQ(first_line("aaaü", 4), "aaa…");
}

}  // namespace
}  // namespace caisson::probe
