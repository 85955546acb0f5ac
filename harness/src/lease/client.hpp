#pragma once

#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "lease/protocol.hpp"

namespace caisson::lease {

/// A blocking connection to a supervisor, for commands; every wait has an end.
class Client {
 public:
  /// ErrorKind::not_found when nobody listens there (no socket, or one its owner's death left).
  static Result<Client> connect(const std::string& socket, Duration within);

  /// Ping, status, busy, stop, settle, release, and a lease that only warms up. A descriptor goes
  /// along with it (SCM_RIGHTS).
  Result<Reply> ask(const Request& request, const Descriptor& along = {});
  /// Waits as long as it takes: a bring-up may have images to build. The supervisor's death ends
  /// it.
  Result<Grant> lease(const request::Lease& wanted);
  Result<Verdict> end(const request::End& end);
  /// Waits until the supervisor's process has ended (after `stop`).
  Result<void> wait_for_end();

 private:
  Client(Descriptor socket, Duration within) : m_socket(std::move(socket)), m_within(within) {}
  Result<void> send(const Request& request, const Descriptor& along);
  /// One read of at most a buffer; empty at the end of the stream. Without a limit if `patient`.
  Result<std::string> receive(bool patient);
  Result<std::string> line(bool patient);

  Descriptor m_socket;
  Duration m_within;
  std::string m_input;
};

}  // namespace caisson::lease
