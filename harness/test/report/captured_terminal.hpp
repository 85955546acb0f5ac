#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/terminal.hpp"

namespace caisson::testing {

/// The simulated Terminal: keeps what was written, is as big and as much of a terminal as told.
class CapturedTerminal final : public Terminal {
 public:
  explicit CapturedTerminal(bool is_tty = false, int width = 80, int height = 24)
      : m_is_tty(is_tty), m_width(width), m_height(height) {}

  void write(std::string_view text) override { m_text += text; }
  bool is_tty() const override { return m_is_tty; }
  int width() const override { return m_width; }
  int height() const override { return m_height; }

  const std::string& text() const { return m_text; }
  std::string take() { return std::exchange(m_text, {}); }
  void resize(int width, int height) {
    m_width = width;
    m_height = height;
  }

 private:
  std::string m_text;
  bool m_is_tty;
  int m_width;
  int m_height;
};

}  // namespace caisson::testing
