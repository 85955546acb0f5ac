#pragma once

#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "plan/plan.hpp"
#include "watch/reaction.hpp"

namespace caisson::watch {

/// Where files may be others than they were.
struct Hints {
  bool everywhere = false;
  std::set<std::string> paths;
  bool empty() const { return !everywhere && paths.empty(); }
};

namespace event {
struct Touched {
  std::string path;
};
/// Hints were lost: anything may have changed.
struct Lost {};
struct TimerFired {};
/// The answer to Look: what is different indeed.
struct Looked {
  std::vector<Change> changes;
};
/// The answer to React.
struct Acted {
  bool postponed = false;  ///< nothing was done: somebody else is at work on the instance
};
}  // namespace event
using Event =
    std::variant<event::Touched, event::Lost, event::TimerFired, event::Looked, event::Acted>;

namespace command {
/// → TimerFired; replaces the one before.
struct WakeAt {
  Instant at;
};
struct Look {
  Hints hints;
};  ///< → Looked
struct React {
  Reaction reaction;
};  ///< → Acted
}  // namespace command
using Command = std::variant<command::WakeAt, command::Look, command::React>;

/// Decides when to look at what may have changed and what to do about it; no I/O, no clock, no
/// threads. A burst of edits is one: it looks when nothing has been touched for 100 ms, or a second
/// after the first touch. While it acts nothing else is begun; what is touched meanwhile comes
/// next.
class Machine {
 public:
  static constexpr Duration k_quiet = std::chrono::milliseconds(100);
  static constexpr Duration k_longest_wait = std::chrono::seconds(1);
  static constexpr Duration k_retry_after = std::chrono::seconds(1);

  /// `plan` outlives the machine.
  explicit Machine(const plan::Plan& plan) : m_plan(plan) {}

  std::vector<Command> step(const Event& event, Instant now);

 private:
  std::vector<Command> handle(const event::Touched& event, Instant now);
  std::vector<Command> handle(const event::Lost& event, Instant now);
  std::vector<Command> handle(const event::TimerFired& event, Instant now);
  std::vector<Command> handle(const event::Looked& event, Instant now);
  std::vector<Command> handle(const event::Acted& event, Instant now);
  std::vector<Command> note(Instant now);
  std::vector<Command> wake();

  const plan::Plan& m_plan;
  Hints m_hints;                  ///< not looked at yet
  std::vector<Change> m_changes;  ///< not acted upon yet
  std::optional<Instant> m_first;
  std::optional<Instant> m_due;  ///< when to look
  bool m_busy = false;           ///< a Look or React is under way
};

}  // namespace caisson::watch
