#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "model/stack.hpp"

namespace caisson::image {

/// Whether a message of the engine or of a command says that there is no space left.
bool is_disk_full(std::string_view message);

/// As an error about this image, at its declaration: what has no kind of its own (engine gone,
/// interrupted, timed out) is ErrorKind::image, and a full disk is named first.
Error about(const model::Image& image, Error error);

/// The last lines of a command's output, kept for the day it fails.
class Tail {
 public:
  static constexpr std::size_t k_lines = 20;
  void add(std::string line);
  /// Each line on its own, after "\n  | ".
  std::string text() const;

 private:
  std::deque<std::string> m_lines;
};

}  // namespace caisson::image
