#include "report/html.hpp"

#include <gmock/gmock.h>

namespace caisson::report {
namespace {

using ::testing::HasSubstr;

TEST(Html, TextIsNeverMarkup) {
  EXPECT_EQ(Html::text("<script>a && 'b' \"c\"</script>").markup(),
            "&lt;script&gt;a &amp;&amp; &#39;b&#39; &quot;c&quot;&lt;/script&gt;");
  EXPECT_EQ(element("a", {{"href", "\"><b onclick='x'>"}}, "&amp;").markup(),
            "<a href=\"&quot;&gt;&lt;b onclick=&#39;x&#39;&gt;\">&amp;amp;</a>");
}

TEST(Html, LinesStayAndControlsGo) {
  EXPECT_EQ(Html::text("a\r\n\x1b[31mb\x1b[0m\n\xff").markup(), "a\nb\n\xEF\xBF\xBD");
}

TEST(Html, APageLetsNothingBeFetchedOrRun) {
  const std::string page = html_page("</title>", "p { }", element("p", {}, "x"));
  EXPECT_THAT(page, HasSubstr("<title>&lt;/title&gt;</title>"));
  EXPECT_THAT(page, HasSubstr("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
  EXPECT_THAT(page, HasSubstr("<body>\n<p>x</p>\n</body>"));
}

}  // namespace
}  // namespace caisson::report
