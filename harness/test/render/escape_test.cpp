#include "render/escape.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "render/well_formed.hpp"

namespace caisson::render {
namespace {

TEST(XmlText, EscapesMarkupAndReplacesWhatXmlCannotHold) {
  EXPECT_EQ(xml_text("a<b>&\"'\x01ü"), "a&lt;b&gt;&amp;&quot;&#39;\xEF\xBF\xBDü");
}

RC_GTEST_PROP(XmlText, IsAlwaysWellFormed, (const std::string& text)) {
  RC_ASSERT(test::xml_fault("<t a=\"" + xml_text(text) + "\">" + xml_text(text) + "</t>").empty());
}

TEST(WellFormed, GoesRedOnFaults) {
  EXPECT_EQ(test::xml_fault("<a><b/></a>"), "");
  for (const char* wrong : {"<a>", "<a></b>", "<a>&</a>", "<a b=\"<\"/>", "<a"}) {
    EXPECT_NE(test::xml_fault(wrong), "") << wrong;
  }
}

TEST(DotString, QuotesQuotesAndBackslashes) {
  EXPECT_EQ(dot_string("a\"b\\"), "\"a\\\"b\\\\\"");
}

TEST(MermaidString, UsesEntityCodes) {
  EXPECT_EQ(mermaid_string("a\"<b>#\n"), "\"a#quot;#lt;b#gt;#35; \"");
}

TEST(Shortened, CutsBetweenCharacters) {
  EXPECT_EQ(shortened("grüße", 5), "grüße");
  EXPECT_EQ(shortened("grüße!", 5), "grüß…");
  EXPECT_EQ(shortened("ab", 1), "…");
  EXPECT_EQ(character_count("→ü"), 2u);
}

}  // namespace
}  // namespace caisson::render
