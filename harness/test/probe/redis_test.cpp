#include "probe/redis.hpp"

#include <gmock/gmock.h>

#include "probe/talk.hpp"

namespace caisson::probe {
namespace {

using testing::StartsWith;

const std::string k_ping = "*1\r\n$4\r\nPING\r\n";

std::string verdict_on(const std::string& stream, const std::string& password = {}) {
  return test::verdict_on([&] { return make_redis(password); }, stream);
}

TEST(Redis, PingsAndIsReadyOnPong) {
  EXPECT_EQ(make_redis("")->opened().send, k_ping);
  EXPECT_EQ(verdict_on("+PONG\r\n"), "ready");
  EXPECT_EQ(verdict_on("+PONG\r"), "more");
}

TEST(Redis, AuthenticatesFirstWhenThereIsAPassword) {
  const auto redis = make_redis("s3 cret");
  EXPECT_EQ(redis->opened().send, "*2\r\n$4\r\nAUTH\r\n$7\r\ns3 cret\r\n");
  EXPECT_EQ(redis->received("+OK\r\n").send, k_ping);
  EXPECT_EQ(redis->received("+PONG\r\n").kind, Verdict::Kind::ready);
  EXPECT_EQ(verdict_on("+OK\r\n+PONG\r\n", "x"), "ready");
}

TEST(Redis, APasswordTheServerDoesNotAskForIsNoMistake) {
  EXPECT_EQ(verdict_on("-ERR AUTH <password> called without any password configured for the "
                       "default user. Are you sure your configuration is correct?\r\n+PONG\r\n",
                       "x"),
            "ready");
  EXPECT_EQ(verdict_on("-ERR Client sent AUTH, but no password is set\r\n+PONG\r\n", "x"), "ready");
}

TEST(Redis, NamesWhatTheServerSaysInstead) {
  EXPECT_EQ(verdict_on("-LOADING Redis is loading the dataset in memory\r\n"),
            "not ready: LOADING Redis is loading the dataset in memory");
  EXPECT_EQ(verdict_on("-NOAUTH Authentication required.\r\n"),
            "not ready: wants a password, but REDIS_PASSWORD is not set for the service");
  EXPECT_EQ(verdict_on("-WRONGPASS invalid username-password pair or user is disabled.\r\n", "x"),
            "not ready: does not accept the service's REDIS_PASSWORD");
}

TEST(Redis, AnOkIsNoPong) {
  EXPECT_THAT(verdict_on("+OK\r\n"), StartsWith("not ready: the answer is no Redis protocol"));
}

TEST(Redis, DoesNotCollectAnEndlessLine) {
  EXPECT_THAT(verdict_on(std::string(4200, 'a')),
              StartsWith("not ready: the answer is no Redis protocol"));
  EXPECT_EQ(verdict_on("-" + std::string(4095, 'a') + "\r"), "more");
}

}  // namespace
}  // namespace caisson::probe
