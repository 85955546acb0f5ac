#include "engine/docker/demux.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace caisson::engine::docker {
namespace {

std::uint32_t byte_at(const std::array<char, 8>& head, std::size_t at) {
  return static_cast<unsigned char>(head.at(at));
}

}  // namespace

Result<void> Demultiplexer::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    if (m_left > 0) {
      const std::string_view payload = bytes.substr(0, m_left);
      m_left -= static_cast<std::uint32_t>(payload.size());
      bytes.remove_prefix(payload.size());
      m_take(m_from_stderr, payload);
      continue;
    }
    m_head.at(m_head_size++) = bytes.front();
    bytes.remove_prefix(1);
    if (m_head_size < m_head.size()) continue;
    m_head_size = 0;
    const std::uint32_t stream = byte_at(m_head, 0);
    // 3 is dockerd's "system error" stream; its text belongs with stderr.
    if (stream > 3 || m_head[1] != 0 || m_head[2] != 0 || m_head[3] != 0)
      return Error{ErrorKind::protocol,
                   fmt::format("the engine's stream has a frame of unknown kind `{}`", stream)};
    m_from_stderr = stream >= 2;
    m_left = byte_at(m_head, 4) << 24U | byte_at(m_head, 5) << 16U | byte_at(m_head, 6) << 8U |
             byte_at(m_head, 7);
  }
  return {};
}

void LineSplitter::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto feed_at = bytes.find('\n');
    const std::size_t room = k_longest_line - m_line.size();
    const std::size_t size = std::min({feed_at, bytes.size(), room});
    m_line += bytes.substr(0, size);
    bytes.remove_prefix(size);
    const bool complete = size == feed_at;
    if (complete) bytes.remove_prefix(1);
    if (!complete && m_line.size() < k_longest_line) continue;
    std::string line = std::move(m_line);
    m_line.clear();
    m_take(std::move(line));
  }
}

void LineSplitter::finish() {
  if (m_line.empty()) return;
  std::string line = std::move(m_line);
  m_line.clear();
  m_take(std::move(line));
}

}  // namespace caisson::engine::docker
