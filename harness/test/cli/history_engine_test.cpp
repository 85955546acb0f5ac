#include <gmock/gmock.h>

#include "cli/with_engine.hpp"

namespace caisson::test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// The toys, and a budget for db.
class StartHistory : public WithEngine {
 protected:
  void promise(int milliseconds) {
    change_manifest([&](json& all) { all["services"]["db"]["budget_ms"] = milliseconds; });
  }
  std::string database() const {
    return m_folder.path() + "/caisson/" + m_instance + "/history.sqlite";
  }
};

TEST_F(StartHistory, KnowsEachStartThatDidSomething) {
  EXPECT_EQ(run({"history"}).out, "SERVICE  STARTS  LAST  MEDIAN  CHANGE  COURSE\n");
  ASSERT_EQ(run({"up"}).exit_code, 0);
  ASSERT_EQ(run({"up"}).exit_code, 0);  // nothing to do
  ASSERT_EQ(run({"restart", "db"}).exit_code, 0);
  const json history = json::parse(run({"history", "--format", "json"}).out);
  std::map<std::string, std::size_t> starts;
  for (const auto& service : history.at("services"))
    starts[service.at("name")] = service.at("starts").size();
  EXPECT_EQ(starts.at("db"), 2u);
  EXPECT_EQ(starts.at("migrate"), 1u);
  EXPECT_GT(history.at("services")[0].at("starts")[0].at("took_ms"), 0);
  EXPECT_THAT(run({"history", "db"}).out, StartsWith("BEGAN"));
  const Ran unknown = run({"history", "dbb"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_EQ(unknown.err, "error: unknown service `dbb`\n  did you mean `db`?\n");
}

TEST_F(StartHistory, WarnsOnceOfABrokenBudget) {
  promise(1);
  const Ran up = run({"up", "db", "--progress", "quiet"});
  EXPECT_EQ(up.exit_code, 0);
  EXPECT_THAT(up.err, StartsWith("warning: `db` took "));
  EXPECT_THAT(up.err, HasSubstr(", its BUDGET is 1 ms: "));
  EXPECT_THAT(up.err, EndsWith(" until ready (/s/CMakeLists.txt:3)\n"));
  EXPECT_EQ(run({"up", "db", "--progress", "quiet"}).err.find("BUDGET"), std::string::npos);
}

TEST_F(StartHistory, SaysNothingOfABudgetThatIsKept) {
  promise(60'000);
  EXPECT_EQ(run({"up", "db", "--progress", "quiet"}).err, "");
}

TEST_F(StartHistory, ADamagedDatabaseBreaksNoStart) {
  ASSERT_TRUE(make_directories(m_folder.path() + "/caisson/" + m_instance, 0700).has_value());
  ASSERT_TRUE(write_file(database(), std::string(4096, 'x')).has_value());
  const Ran up = run({"up", "db", "--progress", "quiet"});
  EXPECT_EQ(up.exit_code, 0);
  EXPECT_EQ(up.err, "warning: " + database() +
                        ": the history of starts is of no use: file is not a database"
                        "\n  Remove the file to begin a new one.\n");
  EXPECT_EQ(service("db").at("state"), "healthy");
  const Ran history = run({"history"});
  EXPECT_EQ(history.exit_code, 1);
  EXPECT_EQ(history.err, "error: " + database() +
                             ": the history of starts is of no use: file is not a database\n"
                             "  Remove the file to begin a new one.\n");
}

}  // namespace
}  // namespace caisson::test
