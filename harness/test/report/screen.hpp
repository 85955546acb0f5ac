#pragma once

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace caisson::testing {

/// As much of a terminal as the live progress uses (ECMA-48 CNL/CPL, EL, ED, SGR, DECTCEM), so that
/// a test sees what a reader sees.
class Screen {
 public:
  Screen(std::size_t width, std::size_t height) : m_width(width), m_rows(1), m_height(height) {}

  void feed(std::string_view bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
      if (bytes[at] == '\x1b') {
        at = escape(bytes, at + 2);
      } else if (bytes[at] == '\n') {
        ++m_row;
        m_cells = 0;
        if (m_row == m_rows.size()) m_rows.emplace_back();
        ++at;
      } else {
        put(bytes[at++]);
      }
    }
  }

  /// The lines, without blanks at their ends, up to the cursor's.
  std::string text() const {
    std::string text;
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
      std::string line = m_rows[row];
      line.erase(line.find_last_not_of(' ') + 1);
      if (row + 1 < m_rows.size() || !line.empty()) text += line + "\n";
    }
    return text;
  }
  bool cursor_visible() const { return m_visible; }
  /// Rows that have left the screen at its top.
  std::size_t scrolled() const { return m_rows.size() > m_height ? m_rows.size() - m_height : 0; }
  /// A line was written past the right edge.
  bool overflowed() const { return m_overflowed; }

 private:
  std::size_t escape(std::string_view bytes, std::size_t at) {
    const bool is_private = bytes[at] == '?';
    if (is_private) ++at;
    std::string number;
    while (bytes[at] >= '0' && bytes[at] <= '9')
      number += bytes[at++];
    const auto count = static_cast<std::size_t>(std::atoi(number.c_str()));
    switch (bytes[at]) {
      case 'F':
        m_row -= count;
        m_cells = 0;
        break;
      case 'K':
        m_rows[m_row].resize(m_cells);
        break;
      case 'J':
        m_rows.resize(m_row + 1);
        m_rows[m_row].resize(m_cells);
        break;
      case 'h':
      case 'l':
        m_visible = bytes[at] == 'h';
        break;
      default:
        break;
    }
    return at + 1;
  }

  void put(char byte) {
    std::string& line = m_rows[m_row];
    if (m_cells == 0) line.clear();
    line += byte;
    m_cells = line.size();
    std::size_t columns = 0;
    for (char cell : line)
      columns += (static_cast<unsigned char>(cell) & 0xC0U) != 0x80U ? 1U : 0U;
    m_overflowed = m_overflowed || columns > m_width;
  }

  std::size_t m_width;
  std::vector<std::string> m_rows;
  std::size_t m_height;
  std::size_t m_row = 0;
  std::size_t m_cells = 0;
  bool m_visible = true;
  bool m_overflowed = false;
};

}  // namespace caisson::testing
