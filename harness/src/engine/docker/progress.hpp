#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace caisson::engine::docker {

/// Folds the messages of a pull, many a second for each layer, into a line per change worth
/// reading: "2 of 5 layers, 31 of 120 MB".
class PullProgress {
 public:
  /// One message of the stream; a line when there is something new to say.
  std::optional<std::string> feed(std::string_view json);
  /// What the engine said went wrong; nothing so far.
  const std::optional<std::string>& failure() const { return m_failure; }

 private:
  struct Layer {
    std::int64_t current = 0;
    std::int64_t total = 0;
    bool done = false;
  };
  std::string line() const;

  std::map<std::string, Layer> m_layers;
  std::string m_last;
  std::optional<std::string> m_failure;
};

/// What is kept of a build's output: the step under way and the last lines, for the day it fails.
class BuildTranscript {
 public:
  static constexpr std::size_t k_kept_lines = 20;

  /// One message of the stream; the text to show, possibly several lines, or nothing.
  std::string feed(std::string_view json);
  const std::optional<std::string>& failure() const { return m_failure; }
  /// "cannot build image `x`: `Step 2/5 : RUN make` failed: …" with the step's last output.
  Error error(const std::string& tag) const;

 private:
  void keep(const std::string& line);

  std::string m_step;
  std::string m_partial;
  std::deque<std::string> m_output;  ///< of the step under way
  std::optional<std::string> m_failure;
};

/// Whether a pull failed because the registry says no (not_found), cannot be reached (io), or
/// otherwise (image).
ErrorKind kind_of_pull_failure(const std::string& message);

}  // namespace caisson::engine::docker
