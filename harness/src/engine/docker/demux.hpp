#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace caisson::engine::docker {

/// Takes the engine's multiplexed stream apart: frames of an 8-byte head (stream 0–2, three zeros,
/// big-endian size) and a payload; Engine API, "Attach to a container", "Stream format". Fed in any
/// pieces, it gives payload on as it comes and holds back nothing but heads.
class Demultiplexer {
 public:
  /// `take(from_stderr, payload)`; pieces of one frame may come separately.
  explicit Demultiplexer(std::function<void(bool, std::string_view)> take)
      : m_take(std::move(take)) {}

  /// ErrorKind::protocol when the bytes are no such stream; the rest is then not read.
  Result<void> feed(std::string_view bytes);
  /// True between frames: a stream that ends elsewhere was cut.
  bool is_between_frames() const { return m_head_size == 0 && m_left == 0; }

 private:
  std::function<void(bool, std::string_view)> m_take;
  std::array<char, 8> m_head{};
  std::size_t m_head_size = 0;
  std::uint32_t m_left = 0;
  bool m_from_stderr = false;
};

/// Cuts bytes into lines without their line feed. A line longer than `k_longest_line` is given in
/// parts of that size, so that memory is bounded whatever a container writes.
class LineSplitter {
 public:
  static constexpr std::size_t k_longest_line = 1024 * 1024;

  explicit LineSplitter(std::function<void(std::string)> take) : m_take(std::move(take)) {}

  void feed(std::string_view bytes);
  /// Gives what has no line feed yet, if there is any.
  void finish();

 private:
  std::function<void(std::string)> m_take;
  std::string m_line;
};

}  // namespace caisson::engine::docker
