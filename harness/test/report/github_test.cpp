#include "report/github.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "base/text.hpp"

namespace caisson::report {
namespace {

TEST(Github, HasOneLineARootCause) {
  TestRun run;
  run.causes = {{"db failed: 100%, really",
                 "exited with 1\n100%",
                 {"/s/a:b,c/CMakeLists.txt", 12},
                 {"a", "b"}},
                {"lonely failed", "no", {}, {"lonely"}}};
  EXPECT_EQ(github_annotations(run, "/s"),
            "::error file=a%3Ab%2Cc/CMakeLists.txt,line=12,title=db failed%3A 100%25%2C "
            "really::exited with 1%0A100%25%0Atests: a, b\n"
            "::error title=lonely failed::no%0Atest: lonely\n");
}

TEST(Github, KeepsPathsOfElsewhere) {
  TestRun run;
  run.causes = {{"x", "y", {"/space/CMakeLists.txt", 1}, {"t"}}};
  for (const char* root : {"", "/spa", "/other/"})
    EXPECT_THAT(github_annotations(run, root), ::testing::HasSubstr("file=/space/CMakeLists.txt,"));
}

TEST(Github, SaysNothingOfASuccess) {
  EXPECT_EQ(github_annotations(TestRun{}, ""), "");
  TestRun cut;
  cut.ended = false;
  EXPECT_THAT(github_annotations(cut, ""), ::testing::StartsWith("::warning "));
}

/// What the runner does with a command (actions/runner, ActionCommand.cs): the reverse.
std::string unescape(std::string text) {
  const std::vector<std::pair<std::string, std::string>> mapping{
      {"%0D", "\r"}, {"%0A", "\n"}, {"%3A", ":"}, {"%2C", ","}, {"%25", "%"}};
  for (const auto& [code, plain] : mapping) {
    for (std::size_t at = text.find(code); at != text.npos; at = text.find(code, at + plain.size()))
      text.replace(at, code.size(), plain);
  }
  return text;
}

auto odd_text() {
  return rc::gen::container<std::string>(rc::gen::oneOf(
      rc::gen::arbitrary<char>(),
      rc::gen::element('%', '\r', '\n', ':', ',', '=', '2', '5', '0', 'A', 'D', '3', 'C')));
}

RC_GTEST_PROP(GithubProperty, RunnersReadBackWhatWasSaid, ()) {
  const auto text = *odd_text();
  RC_ASSERT(unescape(github_property(text)) == text);
  RC_ASSERT(github_property(text).find_first_of("\r\n:,") == std::string::npos);
  RC_ASSERT(github_data(text).find_first_of("\r\n") == std::string::npos);
}

RC_GTEST_PROP(GithubProperty, IsOneCommandOneLine, ()) {
  TestRun run;
  run.causes = {{*odd_text(), *odd_text(), {"/" + *odd_text(), 3}, {*odd_text(), *odd_text()}}};
  const std::string text = github_annotations(run, "");
  RC_ASSERT(text.find('\n') == text.size() - 1);
  RC_ASSERT(text.find('\r') == text.npos);
  const auto mark = text.find("::", 2);
  RC_ASSERT(split(text.substr(8, mark - 8), ',').size() == 3U);
}

}  // namespace
}  // namespace caisson::report
