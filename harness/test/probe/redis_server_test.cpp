#include <gmock/gmock.h>

#include "base/temporary_folder.hpp"
#include "probe/pump.hpp"
#include "probe/redis.hpp"
#include "probe/server_process.hpp"

namespace caisson::probe {
namespace {

class RedisServer : public testing::Test {
 protected:
  void SetUp() override {
    m_program = test::find_program("redis-server");
    if (m_program.empty()) CAISSON_SKIP_UNLESS("CAISSON_REQUIRE_SERVERS", "Redis is not installed");
  }

  std::unique_ptr<test::ServerProcess> start(const std::string& password) {
    std::vector<std::string> argv{m_program, "--port",    std::to_string(m_port),
                                  "--bind",  "127.0.0.1", "--save",
                                  "",        "--dir",     m_folder.path()};
    if (!password.empty()) argv.insert(argv.end(), {"--requirepass", password});
    return std::make_unique<test::ServerProcess>(argv, m_folder / "log");
  }

  Verdict probe(const std::string& password) const {
    const auto conversation = make_redis(password);
    return test::attempt(m_port, *conversation);
  }

  std::string m_program;
  caisson::test::TemporaryFolder m_folder;
  std::uint16_t m_port = test::free_port();
};

TEST_F(RedisServer, AnswersThePing) {
  const auto server = start("");
  EXPECT_EQ(test::until_ready([&] { return probe(""); }).kind, Verdict::Kind::ready);
  EXPECT_EQ(probe("needless").kind, Verdict::Kind::ready);
}

TEST_F(RedisServer, WantsItsPassword) {
  const auto server = start("s3cret");
  EXPECT_EQ(test::until_ready([&] { return probe("s3cret"); }).kind, Verdict::Kind::ready);
  EXPECT_EQ(probe("").reason, "wants a password, but REDIS_PASSWORD is not set for the service");
  EXPECT_EQ(probe("wrong").reason, "does not accept the service's REDIS_PASSWORD");
}

}  // namespace
}  // namespace caisson::probe
