#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>

#include <fstream>

#include "base/temporary_folder.hpp"
#include "probe/postgres.hpp"
#include "probe/pump.hpp"
#include "probe/server_process.hpp"

namespace caisson::probe {
namespace {

using testing::HasSubstr;

/// A PostgreSQL of this machine with one user and database for each way to log in.
class PostgresServer : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    s_postgres = test::find_program("postgres", {"/usr/lib/postgresql/*/bin/postgres"});
    if (s_postgres.empty()) return;
    s_folder = new caisson::test::TemporaryFolder;
    ::chmod(s_folder->path().c_str(), 0777);
    s_port = test::free_port();
    const std::string bin = s_postgres.substr(0, s_postgres.rfind('/'));
    s_initialised = test::run_to_end({bin + "/initdb", "-D", *s_folder / "data", "-U", "postgres",
                                      "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"},
                                     *s_folder / "log", "postgres");
    std::ofstream(*s_folder / "data/pg_hba.conf") << "local all all trust\n"
                                                     "host all trusted all trust\n"
                                                     "host all plain all password\n"
                                                     "host all hashed all md5\n"
                                                     "host all salted all scram-sha-256\n";
    if (s_initialised) add_users();
  }

  static void TearDownTestSuite() {
    delete s_folder;
    s_folder = nullptr;
  }

  void SetUp() override {
    if (s_postgres.empty())
      CAISSON_SKIP_UNLESS("CAISSON_REQUIRE_SERVERS", "PostgreSQL is not installed");
    ASSERT_TRUE(s_initialised) << log();
    m_server = std::make_unique<test::ServerProcess>(
        std::vector<std::string>{s_postgres, "-D", *s_folder / "data", "-p", std::to_string(s_port),
                                 "-c", "listen_addresses=127.0.0.1", "-c",
                                 "unix_socket_directories=", "-c", "fsync=off", "-c",
                                 "log_connections=on", "-c", "log_disconnections=on"},
        *s_folder / "log", "postgres", SIGQUIT);
  }

  /// Single-user mode: no server needs to be awaited.
  static void add_users() {
    std::ofstream(*s_folder / "users.sql") << "CREATE ROLE trusted LOGIN;\n"
                                              "SET password_encryption = 'md5';\n"
                                              "CREATE ROLE hashed LOGIN PASSWORD 'pa''ss';\n"
                                              "SET password_encryption = 'scram-sha-256';\n"
                                              "CREATE ROLE plain LOGIN PASSWORD 'pa''ss';\n"
                                              "CREATE ROLE salted LOGIN PASSWORD 'pa''ss';\n";
    s_initialised =
        test::run_to_end({"sh", "-c",
                          "exec '" + s_postgres + "' --single -D '" + (*s_folder / "data") +
                              "' postgres < '" + (*s_folder / "users.sql") + "'"},
                         *s_folder / "log", "postgres");
  }

  static Verdict probe(const std::string& user, const std::string& password,
                       const std::string& database = "postgres") {
    const auto conversation = make_postgres({user, database, password, scram_nonce()});
    return test::attempt(s_port, *conversation);
  }

  static Verdict until_ready(const std::string& user, const std::string& password) {
    return test::until_ready([&] { return probe(user, password); });
  }

  static std::string log() {
    std::ifstream file(*s_folder / "log");
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::unique_ptr<test::ServerProcess> m_server;

 private:
  static inline std::string s_postgres;
  static inline caisson::test::TemporaryFolder* s_folder = nullptr;
  static inline std::uint16_t s_port = 0;
  static inline bool s_initialised = false;
};

TEST_F(PostgresServer, LetsInByEveryMethod) {
  EXPECT_EQ(until_ready("trusted", "").kind, Verdict::Kind::ready) << log();
  for (const char* user : {"trusted", "plain", "hashed", "salted"}) {
    const auto verdict = probe(user, "pa'ss");
    EXPECT_EQ(verdict.kind, Verdict::Kind::ready) << user << ": " << verdict.reason;
  }
}

TEST_F(PostgresServer, NamesAWrongOrMissingPassword) {
  ASSERT_EQ(until_ready("trusted", "").kind, Verdict::Kind::ready) << log();
  for (const char* user : {"plain", "hashed", "salted"}) {
    EXPECT_THAT(probe(user, "wrong").reason, HasSubstr("password authentication failed")) << user;
    EXPECT_THAT(probe(user, "").reason, HasSubstr("POSTGRES_PASSWORD is not set")) << user;
  }
}

TEST_F(PostgresServer, NamesAMissingDatabaseOrRole) {
  ASSERT_EQ(until_ready("trusted", "").kind, Verdict::Kind::ready) << log();
  EXPECT_EQ(probe("trusted", "", "orders").reason, "database \"orders\" does not exist (3D000)");
  EXPECT_THAT(probe("nobody", "").reason, HasSubstr("no pg_hba.conf entry"));
}

TEST_F(PostgresServer, ReadyMeansReadyAfterAHardRestart) {
  ASSERT_EQ(until_ready("salted", "pa'ss").kind, Verdict::Kind::ready) << log();
  for (int round = 0; round < 3; ++round) {
    m_server.reset();  // SIGQUIT: the next start recovers, and refuses with 57P03 on the way
    SetUp();
    ASSERT_EQ(until_ready("salted", "pa'ss").kind, Verdict::Kind::ready) << log();
    EXPECT_EQ(probe("salted", "pa'ss").kind, Verdict::Kind::ready) << "ready, and then not";
  }
}

TEST_F(PostgresServer, SeesNothingToComplainOf) {
  ASSERT_EQ(until_ready("trusted", "").kind, Verdict::Kind::ready) << log();
  const auto before = log().size();
  ASSERT_EQ(probe("salted", "pa'ss").kind, Verdict::Kind::ready);
  // The server writes this when the connection has ended.
  const auto said = [&] { return log().substr(before); };
  test::until_ready([&] {
    return said().find("disconnection") == std::string::npos ? Verdict::not_ready("")
                                                             : Verdict::ready();
  });
  EXPECT_THAT(said(), HasSubstr("disconnection"));
  EXPECT_THAT(said(), testing::Not(HasSubstr("unexpected EOF")));
  EXPECT_THAT(said(), testing::Not(HasSubstr("reset by peer")));
}

}  // namespace
}  // namespace caisson::probe
