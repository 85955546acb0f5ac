#include "report/junit.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace caisson::report {
namespace {

TestRun small() {
  TestRun run;
  run.name = "shop";
  TestResult good;
  good.name = "a";
  good.seconds = 0.25;
  good.labels = {"unit", "x & y"};
  good.place = {"/s/CMakeLists.txt", 4};
  good.output = "fine\n";
  TestResult bad;
  bad.name = "b <\"> ]]>";
  bad.outcome = Outcome::failed;
  bad.output = "\x1b[31mred\x1b[0m\x01\xFF]]>\n";
  bad.folder = "/b/caisson/failures/b";
  bad.cause = 0;
  TestResult skipped;
  skipped.name = "c";
  skipped.outcome = Outcome::skipped;
  skipped.reason = "no engine";
  run.tests = {good, bad, skipped};
  run.causes = {{"b failed", "1 < 2\nmore", {}, {"b"}}};
  return run;
}

TEST(Junit, IsOneSuite) {
  EXPECT_EQ(junit_xml(small()),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuite name=\"shop\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\" "
            "time=\"0.250\">\n"
            "  <testcase classname=\"shop\" name=\"a\" time=\"0.250\" file=\"/s/CMakeLists.txt\" "
            "line=\"4\">\n"
            "    <properties>\n"
            "      <property name=\"label\" value=\"unit\"/>\n"
            "      <property name=\"label\" value=\"x &amp; y\"/>\n"
            "    </properties>\n"
            "    <system-out>fine\n</system-out>\n"
            "  </testcase>\n"
            "  <testcase classname=\"shop\" name=\"b &lt;&quot;&gt; ]]&gt;\" time=\"0.000\">\n"
            "    <properties>\n"
            "      <property name=\"caisson_folder\" value=\"/b/caisson/failures/b\"/>\n"
            "    </properties>\n"
            "    <failure type=\"failed\" message=\"1 &lt; 2\">1 &lt; 2\nmore\n"
            "more in /b/caisson/failures/b</failure>\n"
            "    <system-out>red\xEF\xBF\xBD]]&gt;\n</system-out>\n"
            "  </testcase>\n"
            "  <testcase classname=\"shop\" name=\"c\" time=\"0.000\">\n"
            "    <skipped message=\"no engine\"/>\n"
            "  </testcase>\n"
            "</testsuite>\n");
}

TEST(Junit, OfNothingIsAnEmptySuite) {
  TestRun run;
  run.name = "shop";
  EXPECT_EQ(junit_xml(run),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuite name=\"shop\" tests=\"0\" failures=\"0\" errors=\"0\" skipped=\"0\" "
            "time=\"0.000\">\n</testsuite>\n");
}

TEST(XmlEscape, KeepsCharactersAndNothingElse) {
  EXPECT_EQ(xml_escape("Grüße → 🙂\n"), "Grüße → 🙂\n");
  EXPECT_EQ(xml_escape(std::string_view("a\0b\x0B\x7F\r", 6)), "ab");
  // Overlong, a surrogate, U+FFFE, past the last one, cut off.
  for (const std::string_view broken :
       {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xEF\xBF\xBE", "\xF4\x90\x80\x80", "\xE2\x82"})
    EXPECT_EQ(xml_escape(broken).find_first_not_of("\xEF\xBF\xBD"), std::string::npos);
}

/// What XML 1.0 allows in character data and in a quoted value, decided another way than the code
/// does: by counting code points.
bool is_clean(const std::string& text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == '<' || byte == '>' || byte == '"') return false;
    if (byte < 0x20 && byte != '\n') return false;
    if (byte == '&') {
      const std::string rest = text.substr(at, 6);
      if (rest.rfind("&lt;", 0) != 0 && rest.rfind("&gt;", 0) != 0 && rest.rfind("&amp;", 0) != 0 &&
          rest != "&quot;")
        return false;
    }
    const std::string_view three = std::string_view(text).substr(at, 3);
    if (three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") return false;
    if (byte == 0xED && static_cast<unsigned char>(text[at + 1]) > 0x9F) return false;
    if (byte >= 0x80) {
      const std::size_t more = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : byte >= 0xC2 ? 1 : 99;
      if (at + more >= text.size()) return false;
      for (std::size_t next = 1; next <= more; ++next) {
        if ((static_cast<unsigned char>(text[at + next]) & 0xC0U) != 0x80U) return false;
      }
      at += more;
    }
  }
  return true;
}

RC_GTEST_PROP(XmlEscapeProperty, IsWellFormedWhateverTheBytes, ()) {
  const auto bytes = *rc::gen::container<std::string>(
      rc::gen::oneOf(rc::gen::arbitrary<char>(),
                     rc::gen::element('<', '>', '&', '"', ']', '\0', '\x1b', '[', '\xED', '\xA0',
                                      '\xEF', '\xBF', '\xBE', '\xF4', '\x90', '\x80')));
  RC_ASSERT(is_clean(xml_escape(bytes)));
}

}  // namespace
}  // namespace caisson::report
