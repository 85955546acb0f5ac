#include <gmock/gmock.h>

#include "clone/redis_batch.hpp"
#include "clone/redis_identity.hpp"
#include "probe/talk.hpp"

namespace caisson::clone {
namespace {

using testing::HasSubstr;

const std::string k_info =
    "$59\r\n# Server\r\nredis_version:7.0.15\r\nprocess_id:42\r\nport:10000\r\n\r\n";

std::string verdict_on(const std::string& stream, int pid = 42, const std::string& password = "") {
  return probe::test::verdict_on([&] { return make_redis_identity(password, pid); }, stream);
}

TEST(RedisIdentity, IsTheProcessOrIsNot) {
  ASSERT_EQ(k_info.size(), 59U + 7U);
  EXPECT_EQ(verdict_on(k_info), "ready");
  EXPECT_EQ(verdict_on(k_info, 4), "not ready: another process answers at this port");
  EXPECT_EQ(verdict_on(k_info, 421), "not ready: another process answers at this port");
  EXPECT_EQ(verdict_on(k_info.substr(0, k_info.size() - 1)), "more");
}

TEST(RedisIdentity, LogsInWhereThereIsAPassword) {
  EXPECT_THAT(make_redis_identity("a b", 42)->opened().send,
              HasSubstr("AUTH\r\n$3\r\na b\r\n*2\r\n$4\r\nINFO"));
  EXPECT_EQ(verdict_on("+OK\r\n" + k_info, 42, "pw"), "ready");
  EXPECT_EQ(verdict_on("-ERR AUTH <password> called without any password configured\r\n" + k_info,
                       42, "pw"),
            "ready");
  EXPECT_EQ(verdict_on("-WRONGPASS no\r\n", 42, "pw"), "not ready: WRONGPASS no");
  EXPECT_EQ(verdict_on("-NOAUTH Authentication required.\r\n"),
            "not ready: NOAUTH Authentication required.");
}

TEST(RedisIdentity, RecognisesWhatIsNoRedis) {
  for (const char* answer : {"HTTP/1.1 400 Bad Request\r\n", "$x\r\n", "$-1\r\n", "+OK\r\n",
                             "$99999999999999999999\r\n", "$9999999\r\n"})
    EXPECT_EQ(verdict_on(answer), "not ready: the answer is no Redis protocol") << answer;
  EXPECT_EQ(verdict_on(std::string(9'000, 'a')), "not ready: the answer is no Redis protocol");
}

TEST(RedisBatch, NamesPortsAndArgumentsWithoutAShellReadingThem) {
  const auto argv = redis_batch::command({10000, 10001}, {"--requirepass", "a'b $(c)"});
  ASSERT_EQ(argv.size(), 7U);
  EXPECT_EQ(argv[4], "10000 10001");
  EXPECT_EQ(argv[6], "a'b $(c)");
}

TEST(RedisBatch, ReadsWhatWasStarted) {
  const auto started = redis_batch::started({0, "10000 17\n10001 18\n"}, "cache");
  ASSERT_TRUE(started);
  ASSERT_EQ(started->size(), 2U);
  EXPECT_EQ((*started)[1].port, 10001);
  EXPECT_EQ((*started)[1].pid, 18);
}

TEST(RedisBatch, SaysWhatIsMissing) {
  const auto started = redis_batch::started({127, "no redis-server in PATH\n"}, "cache");
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().message,
            "cannot start a Redis for each test in `cache`: `sh` ended with 127: no redis-server "
            "in PATH");
  EXPECT_FALSE(redis_batch::started({0, ""}, "cache"));
}

}  // namespace
}  // namespace caisson::clone
