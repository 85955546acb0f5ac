#include <gmock/gmock.h>

#include "cli/with_engine.hpp"

namespace caisson::test {
namespace {

using ::testing::HasSubstr;

class Environment : public WithEngine {
 protected:
  std::string file() const { return m_folder / ("stack." + m_instance + ".env"); }
};

TEST_F(Environment, IsInOneFileThatFollowsWhatRuns) {
  EXPECT_EQ(run({"env"}).out, "");
  ASSERT_EQ(run({"up"}).exit_code, 0);
  const std::string port = std::to_string(service("db").at("ports")[0].at("host").get<int>());
  const std::string text = *read_file(file());
  EXPECT_EQ(text,
            "CAISSON_API_HOST=127.0.0.1\n"
            "CAISSON_DB_HOST=127.0.0.1\n"
            "CAISSON_DB_PORT=" +
                port + "\nCAISSON_DB_PORT_8080=" + port +
                "\nCAISSON_DB_URL=http://127.0.0.1:" + port + "\n");
  EXPECT_EQ(run({"env"}).out, text);
  EXPECT_EQ(run({"env", "api", "--export"}).out, "export CAISSON_API_HOST=127.0.0.1\n");
  EXPECT_EQ(json::parse(run({"env", "db", "--format", "json"}).out),
            (json{{"schema", 1},
                  {"services",
                   {{"db",
                     {{"host", "127.0.0.1"},
                      {"port", std::stoi(port)},
                      {"ports", {{"8080", std::stoi(port)}}},
                      {"url", "http://127.0.0.1:" + port}}}}}}));

  ASSERT_EQ(run({"down", "api"}).exit_code, 0);
  EXPECT_EQ(read_file(file())->find("CAISSON_API_HOST"), std::string::npos);
  ASSERT_EQ(run({"down"}).exit_code, 0);
  EXPECT_FALSE(file_exists(file()));
  // The port is the service's own: also after everything was away.
  ASSERT_EQ(run({"up", "db"}).exit_code, 0);
  EXPECT_THAT(*read_file(file()), HasSubstr("CAISSON_DB_PORT=" + port + "\n"));
}

TEST_F(Environment, IsWrittenAgainWhereItWasRemoved) {
  ASSERT_EQ(run({"up", "db"}).exit_code, 0);
  const std::string text = *read_file(file());
  ASSERT_TRUE(remove_file(file()).has_value());
  ASSERT_EQ(run({"up", "db"}).exit_code, 0);
  EXPECT_EQ(*read_file(file()), text);
}

TEST_F(Environment, NamesWhatDoesNotRun) {
  const Ran absent = run({"env", "db"});
  EXPECT_EQ(absent.exit_code, 1);
  EXPECT_EQ(absent.err, "error: `db` does not run\n  Start it with `caisson up db`.\n");
  const Ran nobodys = run({"env", "--", "true"});
  EXPECT_EQ(nobodys.exit_code, 2);
  EXPECT_EQ(nobodys.err,
            "error: --for: whose environment the command is to have is not said\n"
            "  Name the service: `caisson env --for api -- node main.js`.\n");
  const Ran two = run({"env", "--for", "api", "db"});
  EXPECT_EQ(two.exit_code, 2);
  EXPECT_EQ(two.err,
            "error: --for: one service is meant, and others are named\n"
            "  Give one or the other.\n");
  const Ran both = run({"env", "--export", "--format", "json"});
  EXPECT_EQ(both.exit_code, 2);
  EXPECT_EQ(both.err, "error: --export: JSON has nothing to export\n  Give one or the other.\n");
}

}  // namespace
}  // namespace caisson::test
