#include "engine/docker/demux.hpp"

#include <gtest/gtest.h>
// After gtest, whose names it uses.
#include <rapidcheck/gtest.h>

#include "engine/docker/log_reader.hpp"

namespace caisson::engine::docker {
namespace {

using Lines = std::vector<std::pair<bool, std::string>>;

std::string frame(bool from_stderr, const std::string& payload) {
  std::string head(8, '\0');
  head[0] = from_stderr ? 2 : 1;
  for (std::size_t i = 0; i < 4; ++i)
    head[7 - i] = static_cast<char>(payload.size() >> (8 * i) & 0xFFU);
  return head + payload;
}

Lines read_in_pieces(const std::string& bytes, std::size_t piece, Result<void>* ended = nullptr) {
  Lines lines;
  LogReader reader([&](const LogLine& line) { lines.emplace_back(line.from_stderr, line.text); });
  Result<void> outcome;
  for (std::size_t at = 0; at < bytes.size() && outcome; at += piece)
    outcome = reader.feed(std::string_view(bytes).substr(at, piece));
  if (outcome) outcome = reader.finish();
  if (ended != nullptr) *ended = outcome;
  return lines;
}

TEST(Demultiplexer, KeepsStreamsApart) {
  std::string out;
  std::string err;
  Demultiplexer demultiplexer(
      [&](bool from_stderr, std::string_view bytes) { (from_stderr ? err : out) += bytes; });
  EXPECT_TRUE(demultiplexer.feed(frame(false, "one") + frame(true, "two") + frame(false, "")));
  EXPECT_EQ(out, "one");
  EXPECT_EQ(err, "two");
  EXPECT_TRUE(demultiplexer.is_between_frames());
  EXPECT_TRUE(demultiplexer.feed(frame(false, "three").substr(0, 10)));
  EXPECT_FALSE(demultiplexer.is_between_frames());
}

TEST(Demultiplexer, RefusesWhatIsNoFrame) {
  Demultiplexer demultiplexer([](bool, std::string_view) { FAIL(); });
  const auto fed = demultiplexer.feed("plain text, no frames");
  ASSERT_TRUE(fed.has_error());
  EXPECT_EQ(fed.error().kind, ErrorKind::protocol);
}

RC_GTEST_PROP(LogReader, DoesNotDependOnHowTheBytesAreSliced, ()) {
  const auto payloads = *rc::gen::container<std::vector<std::pair<bool, std::string>>>(
      rc::gen::pair(rc::gen::arbitrary<bool>(),
                    rc::gen::container<std::string>(rc::gen::element('a', 'b', '\n', '\r'))));
  std::string bytes;
  for (const auto& [from_stderr, payload] : payloads)
    bytes += frame(from_stderr, payload);
  const Lines whole = read_in_pieces(bytes, std::string::npos / 2);
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 9U})
    RC_ASSERT(read_in_pieces(bytes, piece) == whole);
  for (const bool from_stderr : {false, true}) {
    std::string sent;
    for (const auto& [its_stderr, payload] : payloads)
      if (its_stderr == from_stderr) sent += payload;
    std::string got;
    for (const auto& [its_stderr, text] : whole)
      if (its_stderr == from_stderr) got += text + "\n";
    if (!sent.empty() && !sent.ends_with('\n')) sent += '\n';
    RC_ASSERT(got == sent);
  }
}

TEST(LogReader, KeepsInterleavedUnfinishedLinesApart) {
  const std::string bytes =
      frame(false, "out ") + frame(true, "err ") + frame(false, "1\n") + frame(true, "2\nrest");
  EXPECT_EQ(read_in_pieces(bytes, 1), (Lines{{false, "out 1"}, {true, "err 2"}, {true, "rest"}}));
}

TEST(LogReader, KnowsATerminalsRawBytes) {
  for (const std::size_t piece : {1U, 100U})
    EXPECT_EQ(read_in_pieces("a\r\nhello\r\nx", piece),
              (Lines{{false, "a"}, {false, "hello"}, {false, "x"}}));
  EXPECT_EQ(read_in_pieces("ab", 1), (Lines{{false, "ab"}}));
}

TEST(LogReader, SaysWhenAFrameWasCut) {
  Result<void> ended;
  EXPECT_EQ(read_in_pieces(frame(false, "hello\nworld").substr(0, 16), 1, &ended),
            (Lines{{false, "hello"}, {false, "wo"}}));
  ASSERT_TRUE(ended.has_error());
  EXPECT_EQ(ended.error().kind, ErrorKind::protocol);
}

TEST(LineSplitter, BoundsWhatItHolds) {
  std::vector<std::size_t> sizes;
  LineSplitter splitter([&](const std::string& line) { sizes.push_back(line.size()); });
  splitter.feed(std::string(LineSplitter::k_longest_line + 10, 'x') + "\n\ny");
  splitter.finish();
  splitter.finish();
  EXPECT_EQ(sizes, (std::vector<std::size_t>{LineSplitter::k_longest_line, 10, 0, 1}));
}

}  // namespace
}  // namespace caisson::engine::docker
