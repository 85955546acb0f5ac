#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/docker/demux.hpp"
#include "engine/engine.hpp"

namespace caisson::engine::docker {

/// Makes lines of a container's log stream, whichever of its two forms it has: frames, or the raw
/// bytes of a terminal.
class LogReader {
 public:
  explicit LogReader(std::function<void(LogLine)> line);
  LogReader(const LogReader&) = delete;
  LogReader& operator=(const LogReader&) = delete;

  /// The form, where the engine says it: from API 1.42 by Content-Type. Otherwise the first bytes
  /// decide: a frame begins with a stream number and three zero bytes, which no terminal writes.
  void expect(std::string_view content_type);

  Result<void> feed(std::string_view bytes);
  /// At the end of the stream: gives what has no line feed. An error when it ended inside a frame.
  Result<void> finish();

 private:
  enum class Form { unknown, frames, raw };
  Result<void> decide();

  std::function<void(LogLine)> m_line;
  Form m_form = Form::unknown;
  std::string m_first;  ///< held back until the form is known
  LineSplitter m_out;
  LineSplitter m_err;
  Demultiplexer m_frames;
};

}  // namespace caisson::engine::docker
