#include "render/difference.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "base/text.hpp"

namespace caisson::render {
namespace {

std::string numbers(int first, int last) {
  std::string text;
  for (int i = first; i <= last; ++i)
    text += fmt::format("{}\n", i);
  return text;
}

TEST(Difference, OfTheSameIsNone) {
  const Difference found = difference("a\n", "a\n", "old", "new");
  EXPECT_EQ(found.line, 0U);
  EXPECT_EQ(found.unified, "");
}

TEST(Difference, ShowsALineWithThreeAroundIt) {
  const Difference found =
      difference(numbers(1, 20), numbers(1, 9) + "ten\n" + numbers(11, 20), "old", "new");
  EXPECT_EQ(found.line, 10U);
  EXPECT_EQ(found.unified,
            "--- old\n+++ new\n@@ -7,7 +7,7 @@\n 7\n 8\n 9\n-10\n+ten\n 11\n 12\n 13\n");
}

TEST(Difference, HasAHunkForEachPlace) {
  const Difference found = difference(numbers(1, 30), "0\n" + numbers(1, 29), "old", "new");
  EXPECT_EQ(found.line, 1U);
  EXPECT_EQ(found.unified,
            "--- old\n+++ new\n@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n"
            "@@ -27,4 +28,3 @@\n 27\n 28\n 29\n-30\n");
}

TEST(Difference, OfAFileThatIsNotThere) {
  EXPECT_EQ(difference("", "a\nb\n", "/dev/null", "new").unified,
            "--- /dev/null\n+++ new\n@@ -0,0 +1,2 @@\n+a\n+b\n");
}

TEST(Difference, SeesAMissingLineFeedAtTheEnd) {
  EXPECT_EQ(difference("a\nb", "a\nb\n", "old", "new").line, 2U);
}

TEST(Difference, OfTextsWithNothingInCommonIsStillThere) {
  const Difference found = difference(numbers(1, 5000), numbers(5001, 10000), "old", "new");
  EXPECT_EQ(found.line, 1U);
  EXPECT_NE(found.unified.find("@@ -1,5000 +1,5000 @@"), std::string::npos);
}

/// Does what the unified form says.
std::string patched(const std::string& text, const std::string& unified) {
  const std::vector<std::string> lines = split(text, '\n');
  std::string out;
  std::size_t next = 0;
  const std::vector<std::string> steps = split(unified, '\n');
  for (std::size_t i = 2; i < steps.size(); ++i) {
    const std::string& step = steps[i];
    if (step.empty()) continue;
    if (step.starts_with("@@ -")) {
      const std::size_t begin = std::stoul(step.substr(4));
      const bool is_empty = step.substr(4, step.find(' ', 4) - 4).ends_with(",0");
      while (next < begin - (is_empty ? 0 : 1))
        out += lines[next++] + "\n";
    } else if (step.front() == '+') {
      out += step.substr(1) + "\n";
    } else {
      RC_ASSERT(lines[next] == step.substr(1));
      if (step.front() == ' ') out += step.substr(1) + "\n";
      ++next;
    }
  }
  while (next + 1 < lines.size())
    out += lines[next++] + "\n";
  return out;
}

RC_GTEST_PROP(Difference, IsAPatch, ()) {
  const auto text = [] {
    std::string lines;
    for (const int line : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 4)))
      lines += fmt::format("line {}\n", line);
    return lines;
  };
  const std::string from = text();
  const std::string to = text();
  const Difference found = difference(from, to, "old", "new");
  RC_ASSERT((found.line == 0) == (from == to));
  if (from != to) RC_ASSERT(patched(from, found.unified) == to);
}

}  // namespace
}  // namespace caisson::render
