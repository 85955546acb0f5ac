#include "engine/embedded/wire/log_record.hpp"

#include <gtest/gtest.h>

namespace caisson::engine::embedded {
namespace {

TEST(LogRecord, HasItsTime) {
  EXPECT_EQ(rfc3339(1'795'860'000'123'456'789), "2026-11-28T10:00:00.123456789Z");
  EXPECT_EQ(encode_log_record(0, true, "text"), "1970-01-01T00:00:00.000000000Z e text\n");
}

TEST(LogRecord, IsALineAgainInAnyPieces) {
  const std::string records = encode_log_record(0, false, "out") + encode_log_record(1, true, "") +
                              encode_log_record(2, false, "\xff o \t");
  for (const std::size_t piece : {1UL, 7UL, records.size()}) {
    std::vector<LogLine> lines;
    LogRecordReader reader(false, [&](LogLine line) { lines.push_back(std::move(line)); });
    for (std::size_t at = 0; at < records.size(); at += piece)
      reader.feed(std::string_view(records).substr(at, piece));
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0].text, "out");
    EXPECT_FALSE(lines[0].from_stderr);
    EXPECT_EQ(lines[1].text, "");
    EXPECT_TRUE(lines[1].from_stderr);
    EXPECT_EQ(lines[2].text, "\xff o \t");
  }
}

TEST(LogRecord, TheTimeComesFirstWhenAskedFor) {
  std::string text;
  LogRecordReader reader(true, [&](const LogLine& line) { text = line.text; });
  reader.feed(encode_log_record(0, false, "out"));
  EXPECT_EQ(text, "1970-01-01T00:00:00.000000000Z out");
}

}  // namespace
}  // namespace caisson::engine::embedded
