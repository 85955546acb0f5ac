#include "report/text.hpp"

#include <gmock/gmock.h>

namespace caisson::report {
namespace {

TEST(Text, DropsWhatWouldDamageATerminal) {
  EXPECT_EQ(printable("a\x1b[31mred\x1b[0m\tb\r\n\a"), "ared    b");
  EXPECT_EQ(printable("\x1b]0;title\a-\x1b]8;;x\x1b\\-\x1b(B."), "--B.");
  EXPECT_EQ(printable("\xff\xc3(\xe2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(printable("Grüße → 🙂"), "Grüße → 🙂");
  EXPECT_EQ(printable("\x1b"), "");
  EXPECT_EQ(printable("\x1b[31"), "");
}

TEST(Text, FitsAndPadsByCodePoint) {
  EXPECT_EQ(columns("Grüße"), 5U);
  EXPECT_EQ(fit("Grüße", 5), "Grüße");
  EXPECT_EQ(fit("Grüße", 4), "Grü…");
  EXPECT_EQ(fit("Grüße", 1), "…");
  EXPECT_EQ(fit("Grüße", 0), "");
  EXPECT_EQ(pad("ü", 3), "ü  ");
  EXPECT_EQ(pad("long", 2), "long");
}

TEST(Text, PaintsOnlyWithColour) {
  EXPECT_EQ(paint("x", Tone::good, true), "\x1b[32mx\x1b[0m");
  EXPECT_EQ(paint("x", Tone::good, false), "x");
  EXPECT_EQ(paint("x", Tone::plain, true), "x");
  EXPECT_EQ(paint("", Tone::bad, true), "");
}

}  // namespace
}  // namespace caisson::report
