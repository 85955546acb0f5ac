#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/terminal.hpp"
#include "model/event.hpp"
#include "plan/plan.hpp"

namespace caisson::report {

enum class ProgressKind { automatic, tty, plain, json, quiet };

/// `auto`, `tty`, `plain`, `json` or `quiet`; anything else is a usage error.
Result<ProgressKind> parse_progress(std::string_view name);

/// How a run is told while it goes on: fed with every event in order. The terminal is left as it
/// was found at every moment between two calls, so no exit, not even a kill, can spoil it.
class Progress {
 public:
  virtual ~Progress() = default;
  /// `elapsed` since the run began; never less than the call before.
  virtual void observe(const model::Event& event, Duration elapsed) = 0;
  /// The service can be opened there from now on.
  virtual void reachable(const std::string& /*service*/, const std::vector<std::string>& /*urls*/,
                         Duration /*elapsed*/) {}
  /// Time passed without an event; called about ten times a second.
  virtual void tick(Duration /*elapsed*/) {}
  /// A line for the reader that belongs to no service, shown without disturbing the rest.
  virtual void note(std::string_view line, Duration elapsed) = 0;
  /// The last call: everything not shown yet is shown.
  virtual void finish(Duration /*elapsed*/) {}
};

/// The renderer of this kind on this terminal; `automatic` is `tty` on a terminal and `plain`
/// elsewhere. Terminal and plan outlive it.
std::unique_ptr<Progress> make_progress(ProgressKind kind, Terminal& terminal,
                                        const plan::Plan& plan, bool colour);

/// One line per service, redrawn in place (progress_tty.cpp).
std::unique_ptr<Progress> make_progress_tty(Terminal& terminal, const plan::Plan& plan,
                                            bool colour);
/// One line per change of state (progress_plain.cpp).
std::unique_ptr<Progress> make_progress_plain(Terminal& terminal, const plan::Plan& plan);
/// One JSON object per event and line (progress_json.cpp; fields in docs/progress-json.md).
std::unique_ptr<Progress> make_progress_json(Terminal& terminal);

}  // namespace caisson::report
