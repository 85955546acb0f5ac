#include "engine/docker/log_reader.hpp"

#include <utility>

namespace caisson::engine::docker {

LogReader::LogReader(std::function<void(LogLine)> line)
    : m_line(std::move(line)),
      m_out([this](std::string text) {
        // A terminal ends its lines with CR LF.
        if (m_form == Form::raw && text.ends_with('\r')) text.pop_back();
        m_line({false, std::move(text)});
      }),
      m_err([this](std::string text) {
        m_line({true, std::move(text)});
      }),
      m_frames([this](bool from_stderr, std::string_view bytes) {
        (from_stderr ? m_err : m_out).feed(bytes);
      }) {}

void LogReader::expect(std::string_view content_type) {
  if (content_type == "application/vnd.docker.multiplexed-stream") m_form = Form::frames;
}

Result<void> LogReader::feed(std::string_view bytes) {
  if (m_form == Form::frames) return m_frames.feed(bytes);
  if (m_form == Form::raw) {
    m_out.feed(bytes);
    return {};
  }
  m_first += bytes;
  return m_first.size() < 4 ? Result<void>() : decide();
}

Result<void> LogReader::decide() {
  const std::string first = std::exchange(m_first, {});
  const bool framed = first.size() >= 4 && static_cast<unsigned char>(first[0]) <= 3 &&
                      first[1] == 0 && first[2] == 0 && first[3] == 0;
  m_form = framed ? Form::frames : Form::raw;
  return feed(first);
}

Result<void> LogReader::finish() {
  if (m_form == Form::unknown && !m_first.empty()) {
    auto decided = decide();
    if (!decided) return decided;
  }
  m_out.finish();
  m_err.finish();
  if (m_form == Form::frames && !m_frames.is_between_frames())
    return Error{ErrorKind::protocol, "the engine's log stream ended inside a frame"};
  return {};
}

}  // namespace caisson::engine::docker
