#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace caisson::engine::embedded {

/// What goes over a nest's socket: a head of two little-endian numbers, how many bytes follow and
/// how many descriptors came with them, and the bytes.
inline constexpr std::size_t k_frame_head = 8;
/// A container's declaration is a few kilobytes; more than this is no message of ours.
inline constexpr std::size_t k_longest_frame = 16 * 1024 * 1024;
inline constexpr std::uint32_t k_most_descriptors = 8;

std::string encode_frame(std::string_view payload, std::uint32_t descriptors = 0);

/// Cuts bytes into frames.
class FrameReader {
 public:
  struct Frame {
    std::string payload;
    std::uint32_t descriptors = 0;
  };

  void feed(std::string_view bytes) { m_bytes += bytes; }
  /// The next whole frame, none before it is there; ErrorKind::protocol for what is no frame.
  Result<std::optional<Frame>> next();

 private:
  std::string m_bytes;
};

}  // namespace caisson::engine::embedded
