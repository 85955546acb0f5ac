// A test program as a project writes it; program_test.cpp runs it against a fake supervisor.
#include <caisson/gtest/service_test.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>

namespace caisson::services {

struct db {
  static constexpr const char* name = "db";
  static constexpr std::array<std::uint16_t, 2> ports{5432, 80};
};

}  // namespace caisson::services

namespace {

using caisson::ServiceTest;

TEST(Plain, Passes) {}

class Db : public ServiceTest {
 protected:
  // A member may use a service.
  std::string m_url = service("db").url();
};

TEST_F(Db, IsReached) {
  EXPECT_EQ(service("db").endpoint().to_string(), "127.0.0.1:28001");
  EXPECT_EQ(service("db").endpoint(80).port, 28003);
  EXPECT_EQ(service("cache").endpoint(6379).to_string(), "[::1]:28002");
  EXPECT_EQ(testing::PrintToString(service("cache").endpoint()), "[::1]:28002");
  EXPECT_EQ(m_url, "postgres://shop:pw@127.0.0.1:28001/shop");
  EXPECT_EQ(service("db").database(), "shop");
  EXPECT_EQ(service("db").name(), "db");
  EXPECT_EQ(service("cache").database(), "");
}

TEST_F(Db, IsTyped) {
  const auto db = service<caisson::services::db>();
  EXPECT_EQ(db.endpoint<5432>().port, 28001);
  EXPECT_EQ(db.endpoint<80>().port, 28003);
  EXPECT_EQ(db.endpoint().port, 28001);
#ifdef WRONG_PORT
  db.endpoint<5433>();
#endif
}

TEST_F(Db, IsAsked) {
  const auto result = service("db").exec({"psql", "-c", "select 'é'"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(result.output, "psql|-c|select 'é'|");
  EXPECT_EQ(service("db").exec({"a", "b"}).output, "a|b|");
  EXPECT_EQ(service("db").logs(), (std::vector<std::string>{"ready", "café"}));
}

TEST_F(Db, IsDisturbed) {
  const auto db = service("db");
  db.pause();
  db.unpause();
  db.kill();
  db.restart();
}

TEST_F(Db, IsNotLeased) {
  service("nope").url();
  std::puts("not reached");
}

TEST_F(Db, HasNoSuchPort) {
  service("db").endpoint(81);
  std::puts("not reached");
}

TEST_F(Db, IsAskedWithBadText) {
  service("db").exec({"\xff"});
  std::puts("not reached");
}

TEST_F(Db, IsNotLeasedOnAnotherThread) {
  std::thread([] {
    EXPECT_EQ(service("nope").endpoint().port, 0);
    std::puts("reached");
  }).join();
}

TEST_F(Db, FailsTheTest) {
  ADD_FAILURE() << "as it should";
}

TEST_F(Db, IsNotWanted) {
  GTEST_SKIP() << "not today";
}

TEST_F(Db, WaitsAtTheGate) {
  // Opens when somebody opens the other end.
  std::ifstream gate(std::getenv("GATE"));
  EXPECT_TRUE(gate);
}

class Suite : public ServiceTest {
 protected:
  static void SetUpTestSuite() { s_port = service("db").endpoint().port; }
  static int s_port;
};

int Suite::s_port = 0;

TEST_F(Suite, SetUpUsesAService) {
  EXPECT_EQ(s_port, 28001);
}

}  // namespace
