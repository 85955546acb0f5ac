#include "engine/embedded/wire/frame.hpp"

#include <gtest/gtest.h>

namespace caisson::engine::embedded {
namespace {

TEST(Frame, ComesInAnyPieces) {
  const std::string bytes = encode_frame("first", 2) + encode_frame("") + encode_frame("third");
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    FrameReader reader;
    std::vector<FrameReader::Frame> frames;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      reader.feed(std::string_view(bytes).substr(at, piece));
      for (auto next = reader.next(); next && *next; next = reader.next())
        frames.push_back(**next);
    }
    ASSERT_EQ(frames.size(), 3U) << piece;
    EXPECT_EQ(frames[0].payload, "first");
    EXPECT_EQ(frames[0].descriptors, 2U);
    EXPECT_EQ(frames[1].payload, "");
    EXPECT_EQ(frames[2].payload, "third");
  }
}

TEST(Frame, WhatIsNoneIsRefusedBeforeItIsWaitedFor) {
  FrameReader long_one;
  long_one.feed(std::string("\xff\xff\xff\xff\0\0\0\0", 8));
  EXPECT_EQ(long_one.next().error().kind, ErrorKind::protocol);
  FrameReader crowded;
  crowded.feed(encode_frame("x", k_most_descriptors + 1));
  EXPECT_EQ(crowded.next().error().kind, ErrorKind::protocol);
}

}  // namespace
}  // namespace caisson::engine::embedded
