#include "probe/log.hpp"

#include <gmock/gmock.h>

namespace caisson::probe {
namespace {

using testing::HasSubstr;

bool matches(const std::string& pattern, const std::string& line) {
  const auto matcher = LogMatcher::make(pattern);
  return matcher.has_value() && matcher->matches(line);
}

TEST(LogMatcher, SearchesAnywhereInALine) {
  EXPECT_TRUE(matches("ready to accept connections", "LOG:  ready to accept connections."));
  EXPECT_TRUE(matches("^listening on \\d+$", "listening on 8080"));
  EXPECT_FALSE(matches("^listening", "not listening"));
}

TEST(LogMatcher, SaysWhereAPatternIsWrong) {
  const auto matcher = LogMatcher::make("ready(");
  ASSERT_TRUE(matcher.has_error());
  EXPECT_EQ(matcher.error().kind, ErrorKind::manifest);
  EXPECT_THAT(matcher.error().message, HasSubstr("`ready(` is no regular expression"));
}

TEST(LogMatcher, EndsOnExplosivePatternsAndEndlessLines) {
  EXPECT_FALSE(matches("(a+)+$", std::string(40, 'a') + "b"));
  EXPECT_FALSE(matches("(x|y)*z", std::string(10'000'000, 'x')));
  EXPECT_TRUE(matches("ready", "ready" + std::string(10'000'000, 'x')));
}

}  // namespace
}  // namespace caisson::probe
