#include "report/ctest_log.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace caisson::report {
namespace {

const std::string k_rule = "----------------------------------------------------------\n";
const std::string k_head = "Start testing: Nov 21 03:38 UTC\n" + k_rule;
const std::string k_end = "End testing: Nov 21 03:38 UTC\n";

struct Written {
  std::string name;
  std::string output;
  std::string verdict = "Test Passed.";
  std::string notice{};
};

/// As CTest 3.25.1 and 4.4.4 write it.
std::string record(int number, const Written& test) {
  const std::string at = std::to_string(number) + "/19 ";
  const std::string start = test.notice.empty() ? "Nov 21 03:38 UTC" : "";
  const std::string feed = test.output.empty() || test.output.back() == '\n' ? "" : "\n";
  return test.notice + at + "Testing: " + test.name + "\n" + at + "Test: " + test.name +
         "\nCommand: \"/bin/sh\" \"-c\" \"x\nDirectory: y\"\nDirectory: /b\n\"" + test.name +
         "\" start time: " + start + "\nOutput:\n" + k_rule + test.output + feed +
         "<end of output>\nTest time =   1.25 sec\n" + k_rule + test.verdict + "\n\"" + test.name +
         "\" end time: Nov 21 03:38 UTC\n\"" + test.name + "\" time elapsed: 00:00:01\n" + k_rule +
         "\n";
}

TEST(CtestLog, ReadsWhatCtestWrites) {
  const auto log = parse_ctest_log(
      k_head + record(11, {"setup", "", "Test Failed."}) + record(1, {"ok", "fine\nno feed"}) +
      record(10, {"needs", "", "Test Passed.", "Failed test dependencies: setup\n"}) +
      record(13, {"odd", "X\n", "Test Fail Reason:\nRegex=[yes\n]"}) + k_end +
      "\na =   0.00 sec*proc\n\n");
  EXPECT_TRUE(log.ended);
  ASSERT_EQ(log.records.size(), 4U);
  EXPECT_EQ(log.records[0].name, "setup");
  EXPECT_EQ(log.records[0].number, 11);
  EXPECT_TRUE(log.records[0].whole);
  EXPECT_FALSE(log.records[0].passed);
  EXPECT_EQ(log.records[1].output, "fine\nno feed\n");
  EXPECT_TRUE(log.records[1].passed);
  EXPECT_DOUBLE_EQ(log.records[1].seconds, 1.25);
  EXPECT_EQ(log.records[2].notice, "Failed test dependencies: setup");
  EXPECT_FALSE(log.records[2].started);
  EXPECT_EQ(log.records[3].reason, "Regex=[yes\n]");
  EXPECT_FALSE(log.records[3].passed);
}

TEST(CtestLog, IsNotMisledByALogInsideTheOutput) {
  const std::string inner = k_head + record(1, {"inner", "x"}) + k_end;
  const auto log = parse_ctest_log(k_head + record(2, {"outer", inner, "Test Failed."}) +
                                   record(3, {"next", "y"}) + k_end);
  ASSERT_EQ(log.records.size(), 2U);
  EXPECT_EQ(log.records[0].name, "outer");
  EXPECT_EQ(log.records[0].output, inner);
  EXPECT_FALSE(log.records[0].passed);
  EXPECT_EQ(log.records[1].name, "next");
}

TEST(CtestLog, ReadsNamesThatLookLikeSomethingElse) {
  for (const std::string name : {"odd name; \"q\" <x> ümlaut", "trail ", "1/2 Testing: x", ": ,%",
                                 "\" end time: ", "[a-z]+(.*)$"}) {
    const auto log = parse_ctest_log(k_head + record(7, {name, "out\n"}) + k_end);
    ASSERT_EQ(log.records.size(), 1U) << name;
    EXPECT_EQ(log.records[0].name, name);
    EXPECT_EQ(log.records[0].output, "out\n");
    EXPECT_TRUE(log.records[0].passed);
  }
}

TEST(CtestLog, OfNothingIsEmpty) {
  EXPECT_TRUE(parse_ctest_log("").records.empty());
  EXPECT_FALSE(parse_ctest_log("").ended);
  EXPECT_TRUE(parse_ctest_log("something else\n" + record(1, {"a", ""})).records.empty());
  const auto none = parse_ctest_log(k_head + k_end);
  EXPECT_TRUE(none.records.empty());
  EXPECT_TRUE(none.ended);
}

TEST(CtestLog, CutAnywhereLosesTheLastRecordOnly) {
  const std::string first = k_head + record(1, {"a", "one\n"});
  const std::string whole = first + record(2, {"b", "two\n", "Test Failed."}) + k_end;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto log = parse_ctest_log(std::string_view(whole).substr(0, length));
    EXPECT_FALSE(log.ended && length < whole.size() - k_end.size()) << length;
    ASSERT_LE(log.records.size(), 2U);
    if (length < first.size()) continue;
    ASSERT_GE(log.records.size(), 1U) << length;
    EXPECT_EQ(log.records[0].output, "one\n");
    EXPECT_TRUE(log.records[0].whole);
    if (log.records.size() == 2 && !log.records[1].whole) {
      EXPECT_EQ(log.records[1].name, "b");
      EXPECT_FALSE(log.records[1].passed);
    }
  }
}

RC_GTEST_PROP(CtestLogProperty, GivesBackWhatTestsPrinted, ()) {
  const auto count = *rc::gen::inRange(0, 6);
  std::string text = k_head;
  std::vector<Written> tests;
  for (int number = 1; number <= count; ++number) {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "<end of output>", "\n", k_rule, "Test Passed.", "Test time =   0.00 sec\n", "\xFF", "x",
        "3/19 Testing: x\n3/19 Test: x\n", "End testing: ", "Command: ", "]]>", "\r", "\0"));
    Written test{"test" + std::to_string(number), {}, "Test Failed."};
    for (const auto& piece : pieces)
      test.output += piece;
    if (!test.output.empty()) test.output += "\n";
    if (*rc::gen::arbitrary<bool>()) test.verdict = "Test Passed.";
    text += record(number, test);
    tests.push_back(test);
  }
  const auto log = parse_ctest_log(text + k_end);
  RC_ASSERT(log.ended);
  RC_ASSERT(log.records.size() == tests.size());
  for (std::size_t i = 0; i < tests.size(); ++i) {
    RC_ASSERT(log.records[i].name == tests[i].name);
    RC_ASSERT(log.records[i].output == tests[i].output);
    RC_ASSERT(log.records[i].passed == (tests[i].verdict == "Test Passed."));
  }
}

RC_GTEST_PROP(CtestLogProperty, TakesAnyBytes, (const std::string& bytes)) {
  const auto log = parse_ctest_log(k_head + bytes);
  RC_ASSERT(log.records.size() <= bytes.size());
}

}  // namespace
}  // namespace caisson::report
