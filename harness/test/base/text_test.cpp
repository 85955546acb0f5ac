#include "base/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace caisson {
namespace {
using namespace std::chrono_literals;

TEST(EditDistance, CountsASwapAsOneStep) {
  EXPECT_EQ(edit_distance("backend", "bakcend"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
}

RC_GTEST_PROP(EditDistance, IsSymmetricAndZeroOnlyForEquals,
              (const std::string& a, const std::string& b)) {
  const std::size_t distance = edit_distance(a, b);
  RC_ASSERT(distance == edit_distance(b, a));
  RC_ASSERT((distance == 0) == (a == b));
  RC_ASSERT(distance <= std::max(a.size(), b.size()));
}

TEST(Nearest, FindsTheSlipAndNothingFarAway) {
  const std::vector<std::string> names{"backend", "postgres", "redis"};
  EXPECT_EQ(nearest("postgers", names), "postgres");
  EXPECT_EQ(nearest("Redis", names), "redis");
  EXPECT_EQ(nearest("elasticsearch", names), "");
  EXPECT_EQ(nearest("x", {"a"}), "");
}

TEST(DidYouMean, ListsWhatIsKnownWhenNothingIsNear) {
  EXPECT_EQ(did_you_mean("bakend", {"backend", "db"}), "did you mean `backend`?");
  EXPECT_EQ(did_you_mean("zzzz", {"backend", "db"}), "known: `backend`, `db`");
  EXPECT_EQ(did_you_mean("zzzz", {}), "there are none");
  const std::vector<std::string> many(14, "service");
  EXPECT_NE(did_you_mean("zz", many).find("and 2 more"), std::string::npos);
}

TEST(FormatDuration, ChoosesTheUnit) {
  EXPECT_EQ(format_duration(740us), "740 µs");
  EXPECT_EQ(format_duration(12ms), "12 ms");
  EXPECT_EQ(format_duration(3240ms), "3.2 s");
  EXPECT_EQ(format_duration(60s), "1 min");
  EXPECT_EQ(format_duration(125s), "2 min 5 s");
  EXPECT_EQ(format_duration(-2s), "-2 s");
}

TEST(ParseDuration, ReadsTheUnitsOfTheDeclarations) {
  EXPECT_EQ(parse_duration("500ms"), Duration(500ms));
  EXPECT_EQ(parse_duration("30s"), Duration(30s));
  EXPECT_EQ(parse_duration("1.5m"), Duration(90s));
  for (const char* wrong : {"", "5", "s", "-1s", "1h", "1 s", "1e400s", "nan", "99999999999999m"}) {
    EXPECT_EQ(parse_duration(wrong), std::nullopt) << wrong;
  }
}

RC_GTEST_PROP(Split, IsUndoneByJoin, (const std::string& text)) {
  RC_ASSERT(join(split(text, ','), ",") == text);
}

TEST(Trim, TakesBlanksFromBothEnds) {
  EXPECT_EQ(trim(" \ta b\r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
}

}  // namespace
}  // namespace caisson
