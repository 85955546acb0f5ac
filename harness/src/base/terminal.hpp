#pragma once

#include <string_view>

namespace caisson {

/// Seam: a place for text meant for people (or, without a terminal, for a file or pipe).
/// Real: SystemTerminal. Simulated: CapturedTerminal (harness/test/report/captured_terminal.hpp).
class Terminal {
 public:
  virtual ~Terminal() = default;
  /// Writes all of it, as one write where the system allows; errors (a closed pipe) are ignored.
  virtual void write(std::string_view text) = 0;
  virtual bool is_tty() const = 0;
  /// Columns and rows at this moment; 80 by 24 where nothing is known.
  virtual int width() const = 0;
  virtual int height() const = 0;
};

/// A descriptor of this process, usually 1 or 2; it is not closed.
class SystemTerminal final : public Terminal {
 public:
  explicit SystemTerminal(int descriptor);
  void write(std::string_view text) override;
  bool is_tty() const override { return m_is_tty; }
  int width() const override;
  int height() const override;

 private:
  int m_descriptor;
  bool m_is_tty;
};

/// Whether colours are wanted here: a terminal, NO_COLOR unset or empty (no-color.org), and TERM
/// not `dumb`.
bool wants_colour(const Terminal& terminal);

}  // namespace caisson
