#include "image/ignore.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace caisson::image {
namespace {

TEST(IgnorePattern, WildcardsStayInsideAFolder) {
  EXPECT_TRUE(ignore_pattern_matches("*.log", "a.log"));
  EXPECT_FALSE(ignore_pattern_matches("*.log", "logs/a.log"));
  EXPECT_TRUE(ignore_pattern_matches("*/temp*", "some/temporary.txt"));
  EXPECT_FALSE(ignore_pattern_matches("*/temp*", "some/where/temporary.txt"));
  EXPECT_TRUE(ignore_pattern_matches("temp?", "tempa"));
  EXPECT_FALSE(ignore_pattern_matches("temp?", "temp"));
  EXPECT_FALSE(ignore_pattern_matches("a?b", "a/b"));
}

TEST(IgnorePattern, DoubleStarCrossesFolders) {
  EXPECT_TRUE(ignore_pattern_matches("**/*.go", "main.go"));
  EXPECT_TRUE(ignore_pattern_matches("**/*.go", "a/b/main.go"));
  EXPECT_TRUE(ignore_pattern_matches("a/**", "a/b/c"));
  EXPECT_TRUE(ignore_pattern_matches("a/**/b", "a/b"));
  EXPECT_TRUE(ignore_pattern_matches("a/**/b", "a/x/y/b"));
  EXPECT_FALSE(ignore_pattern_matches("**/b", "ab"));
  EXPECT_TRUE(ignore_pattern_matches("**", "anything/at/all"));
  EXPECT_TRUE(ignore_pattern_matches("a**b", "a/x/b"));
}

TEST(IgnorePattern, ClassesAndEscapesAreThoseOfGo) {
  EXPECT_TRUE(ignore_pattern_matches("[a-c]x", "bx"));
  EXPECT_FALSE(ignore_pattern_matches("[^a-c]x", "bx"));
  EXPECT_TRUE(ignore_pattern_matches("[^a-c]x", "dx"));
  EXPECT_TRUE(ignore_pattern_matches("[\\]]", "]"));
  EXPECT_TRUE(ignore_pattern_matches("\\*", "*"));
  EXPECT_FALSE(ignore_pattern_matches("\\*", "a"));
  EXPECT_FALSE(ignore_pattern_matches("[a", "a")) << "malformed";
}

TEST(IgnoreRules, APatternTakesAllThatIsBelow) {
  const IgnoreRules rules("node_modules\n**/dist\n");
  EXPECT_TRUE(rules.excludes("node_modules"));
  EXPECT_TRUE(rules.excludes("node_modules/a/b.js"));
  EXPECT_FALSE(rules.excludes("packages/node_modules/a"));
  EXPECT_TRUE(rules.excludes("packages/x/dist/y"));
}

TEST(IgnoreRules, TheLastMatchDecides) {
  const IgnoreRules rules("*.md\n!README*.md\nREADME-secret.md\n");
  EXPECT_TRUE(rules.excludes("notes.md"));
  EXPECT_FALSE(rules.excludes("README.md"));
  EXPECT_TRUE(rules.excludes("README-secret.md"));
}

TEST(IgnoreRules, ReadsTheFileAsDockerDoes) {
  const IgnoreRules rules("\xef\xbb\xbf# comment\n\n  /a/  \r\n./b\n  #kept\n! \n.\nc/../d\n");
  EXPECT_TRUE(rules.excludes("a"));
  EXPECT_TRUE(rules.excludes("b"));
  EXPECT_TRUE(rules.excludes("#kept"));
  EXPECT_TRUE(rules.excludes("d"));
  EXPECT_FALSE(rules.excludes("c"));
  EXPECT_FALSE(rules.excludes("# comment"));
}

TEST(IgnoreRules, KnowsWhereAnExceptionMayLie) {
  const IgnoreRules rules("*\n!src/app\n!**/keep\n");
  EXPECT_TRUE(rules.may_include_below("src"));
  EXPECT_TRUE(rules.may_include_below("anywhere"));
  const IgnoreRules narrow("*\n!src/app\n");
  EXPECT_TRUE(narrow.may_include_below("src"));
  EXPECT_TRUE(narrow.may_include_below("src/app/deep"));
  EXPECT_FALSE(narrow.may_include_below("node_modules"));
  EXPECT_FALSE(IgnoreRules("*\n").may_include_below("src"));
}

RC_GTEST_PROP(IgnorePattern, NeverCrashesAndEnds, (std::string pattern, std::string path)) {
  ignore_pattern_matches(pattern, path);
  IgnoreRules(pattern).excludes(path);
}

TEST(IgnorePattern, ManyStarsEndSoon) {
  std::string pattern;
  for (int i = 0; i < 40; ++i)
    pattern += "**/a*";
  EXPECT_FALSE(ignore_pattern_matches(pattern + "z", std::string(200, 'a')));
}

}  // namespace
}  // namespace caisson::image
