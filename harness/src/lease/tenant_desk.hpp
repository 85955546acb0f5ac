#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "engine/engine.hpp"
#include "lease/leases.hpp"
#include "lease/protocol.hpp"

namespace caisson::lease {

/// Does what a test asks of its services while it holds them: commands, logs, and faults that are
/// undone when the test ends.
class TenantDesk {
 public:
  using Reply = Leases::Reply;

  /// All of them outlive the desk.
  TenantDesk(engine::Engine& engine, Clock& clock, Leases& leases);

  /// `from` holds a lease.
  void answer(ConnectionId from, const request::Begin& begin, Reply reply);
  void answer(ConnectionId from, const request::End& end, Reply reply);
  void answer(ConnectionId from, const request::Exec& exec, Reply reply);
  void answer(ConnectionId from, const request::Logs& logs, Reply reply);
  void answer(ConnectionId from, const request::Pause& pause, Reply reply);
  void answer(ConnectionId from, const request::Unpause& unpause, Reply reply);
  void answer(ConnectionId from, const request::Kill& kill, Reply reply);
  void answer(ConnectionId from, const request::Restart& restart, Reply reply);

  /// The connection, or its lease, is gone without an `end`: what it paused goes on. What it killed
  /// is brought up for who needs it next.
  void left(ConnectionId from);

 private:
  /// What is to be undone.
  struct Faults {
    std::map<std::string, std::string> paused;  ///< service → container
    std::set<std::string> killed;
  };

  /// The container of a leased service; an error is answered, and empty returned.
  std::string container_of(ConnectionId from, const std::string& service, const Reply& reply);
  /// Writes down all there is about a failed test; whatever goes wrong with that is said in the
  /// summary.
  void gather(ConnectionId from, const std::string& test, std::function<void(Verdict)> done);
  void unpause(ConnectionId from, std::function<void(Result<void>)> done);
  void revive(ConnectionId from, std::function<void(Result<void>)> done);
  void undo(ConnectionId from, std::function<void(Result<void>)> done);

  engine::Engine& m_engine;
  Clock& m_clock;
  Leases& m_leases;
  std::map<ConnectionId, Faults> m_faults;
};

}  // namespace caisson::lease
