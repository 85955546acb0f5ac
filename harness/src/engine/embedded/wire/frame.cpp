#include "engine/embedded/wire/frame.hpp"

namespace caisson::engine::embedded {
namespace {

void append_little_endian(std::string& to, std::uint32_t number) {
  for (int shift = 0; shift < 32; shift += 8)
    to += static_cast<char>((number >> shift) & 0xFFU);
}

std::uint32_t read_little_endian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i)
    number |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  return number;
}

}  // namespace

std::string encode_frame(std::string_view payload, std::uint32_t descriptors) {
  std::string frame;
  frame.reserve(k_frame_head + payload.size());
  append_little_endian(frame, static_cast<std::uint32_t>(payload.size()));
  append_little_endian(frame, descriptors);
  frame += payload;
  return frame;
}

Result<std::optional<FrameReader::Frame>> FrameReader::next() {
  using Outcome = std::optional<Frame>;
  if (m_bytes.size() < k_frame_head) return Outcome{};
  const std::size_t size = read_little_endian(m_bytes);
  const std::uint32_t descriptors = read_little_endian(std::string_view(m_bytes).substr(4));
  if (size > k_longest_frame || descriptors > k_most_descriptors)
    return Error{ErrorKind::protocol, "what came over a nest's socket is no message"};
  if (m_bytes.size() < k_frame_head + size) return Outcome{};
  Frame frame{m_bytes.substr(k_frame_head, size), descriptors};
  m_bytes.erase(0, k_frame_head + size);
  return Outcome(std::move(frame));
}

}  // namespace caisson::engine::embedded
