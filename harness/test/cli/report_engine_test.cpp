#include <gmock/gmock.h>

#include <csignal>

#include "cli/with_engine.hpp"

namespace caisson::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

using StartReport = WithEngine;

TEST_F(StartReport, ShowsTheStartThatMadeWhatRuns) {
  const Ran unknown = run({"report", "--format", "html"});
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(unknown.err, HasSubstr("no start of this instance is known"));

  const std::string file = m_folder / "up.html";
  ASSERT_EQ(run({"up", "--report", file}).exit_code, 0);
  const std::string page = *read_file(file);
  EXPECT_THAT(page, AllOf(HasSubstr("<title>toys: Ready in "), HasSubstr("✔ completed"),
                          HasSubstr("<b>api</b>"), HasSubstr("instance " + m_instance)));
  // Nothing was to do any more: that page is the one of what runs.
  const std::string again = m_folder / "again.html";
  ASSERT_EQ(run({"up", "--report", again}).exit_code, 0);
  EXPECT_EQ(*read_file(again), page);
  EXPECT_EQ(run({"report", "--format", "html"}).out, page);
}

TEST_F(StartReport, ShowsAFailedStart) {
  const std::string file = m_folder / "up.html";
  EXPECT_EQ(run({"up", "--mode", "broken", "--report", file}).exit_code, 1);
  const std::string output = m_folder / "report.html";
  EXPECT_EQ(run({"report", "--format", "html", "--output", output}).exit_code, 0);
  EXPECT_EQ(*read_file(output), *read_file(file));
  EXPECT_THAT(*read_file(file), AllOf(HasSubstr("<title>toys: Failed after "),
                                      HasSubstr("ending with 3"), HasSubstr("◌ held back by bad")));
}

TEST_F(StartReport, SaysWhereItCannotBeWritten) {
  const Ran up = run({"up", "db", "--report", m_folder / "no/such.html"});
  EXPECT_EQ(up.exit_code, 1);
  EXPECT_THAT(up.err, HasSubstr(m_folder / "no/such.html"));
  EXPECT_EQ(service("db").at("state"), "healthy");
}

/// Its own start, written before the first edit.
TEST_F(StartReport, ShowsTheStartThatAWatchBeganWith) {
  json manifest = json::parse(*read_file(m_folder / "stack.json"));
  manifest["services"]["db"]["watch"] = {{{"path", m_folder / "recipe"}, {"action", "rebuild"}}};
  ASSERT_TRUE(write_file(m_folder / "stack.json", manifest.dump()).has_value());
  const std::string file = m_folder / "up.html";
  m_command.start({"up", "--watch", "--report", file});
  ASSERT_TRUE(m_command.wait_for_message("watching the sources of db"));
  EXPECT_THAT(*read_file(file), HasSubstr("<title>toys: Ready in "));
  m_command.signal(SIGINT);
  EXPECT_EQ(m_command.wait().exit_code, 0);
}

}  // namespace
}  // namespace caisson::test
