#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "model/event.hpp"
#include "plan/plan.hpp"

namespace caisson::run {

/// What the machine wants done. The driver answers each with the event named.
namespace command {
struct EnsureImage {
  std::string image;
  std::size_t chain = 1;   ///< see plan::Step
};                         ///< → ImageReady | ImageFailed
struct EnsureNetworks {};  ///< → NetworksReady | CallFailed
/// Before a container is replaced: whether its image can start the programs that it would get.
struct TryPrograms {
  std::string service;
};  ///< → ProgramsFit | CallFailed
struct Create {
  std::string service;
};  ///< → Created | CallFailed
struct Start {
  std::string service;
};  ///< → Started | CallFailed, later Exited
struct Probe {
  std::string service;
};  ///< → NotReady*, Ready
/// Whether a debugger has stopped one of these services: then the time that `service` has until it
/// must be ready stands still.
struct AskWhetherHalted {
  std::string service;
  std::vector<std::string> debugged;
};  ///< → Halted
struct StopProbe {
  std::string service;
};
struct Stop {
  std::string service;
};  ///< → Exited
struct Remove {
  std::string service;
};                         ///< → Removed | CallFailed
struct RemoveNetworks {};  ///< → NetworksRemoved | CallFailed
struct WakeAt {
  Instant at;
};  ///< → TimerFired; replaces the one before
}  // namespace command

using Command = std::variant<command::EnsureImage, command::EnsureNetworks, command::TryPrograms,
                             command::Create, command::Start, command::Probe,
                             command::AskWhetherHalted, command::StopProbe, command::Stop,
                             command::Remove, command::RemoveNetworks, command::WakeAt>;

/// What the engine already has of one planned service, from the one list call before a run.
struct Found {
  std::string container;
  bool running = false;
  bool current = false;  ///< made from the same declaration and image
  std::optional<int> exit_code;
  bool expired = false;  ///< a one-shot that has completed longer ago than it is good for
};
using FoundMap = std::map<std::string, Found>;

struct Options {
  bool keep = false;          ///< leave what a failed run made, for inspection
  std::size_t in_flight = 4;  ///< containers being started at once
  /// A service whose image cannot be had stays away, with those that depend on it, and all others
  /// go on; else it fails the run.
  bool without_unavailable = false;
  /// Services whose containers are left as they are, whatever would be made now.
  std::set<std::string> leave{};
};

/// Why a run did not succeed: the cause first, then whom it held back.
struct Failure {
  std::string service;  ///< empty: not one service's fault (engine, network, image)
  std::string awaited;  ///< "healthy", "completed", "image `postgres`" …
  Error error;
  std::optional<int> exit_code{};
  bool oom_killed = false;
  std::vector<std::string> held_back{};  ///< services that never started because of it
  std::string declared_at{};             ///< file:line of the service or image
  std::vector<std::string> log_tail{};   ///< its last lines, at most 20; added by the driver
};

/// A service that stays away because its image can be had neither from a registry nor by a recipe.
struct Absence {
  std::string service;
  Error error;
  std::vector<std::string> held_back{};  ///< services that depend on it, directly or not
};

/// How a finished run ended.
struct Outcome {
  /// Nothing failed, and nobody asked for is missing: an absence counts when services were named
  /// instead of a mode, when it holds somebody back, and when nothing but absences is left.
  bool success = false;
  bool interrupted = false;
  std::vector<Failure> failures{};  ///< root causes, in the order they happened
  std::vector<Absence> absences{};  ///< also of a success
};

/// Brings a plan up as a pure state machine: no I/O, no clock, no threads; the same events give the
/// same commands. Every dependant starts only after its conditions hold; what a failed or
/// interrupted run created is removed unless `keep`.
class Machine {
 public:
  Machine(const plan::Plan& plan, const FoundMap& found, Options options);
  ~Machine();

  /// The commands to begin with.
  std::vector<Command> begin(Instant now);
  std::vector<Command> step(const model::Event& event, Instant now);

  /// Empty until nothing is left to do.
  const std::optional<Outcome>& outcome() const;
  /// Root causes so far: the driver saves a failed service's last words before removing it.
  const std::vector<Failure>& failures() const;
  model::ServiceState state(const std::string& service) const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace caisson::run
