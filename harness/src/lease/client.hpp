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

  Result<Reply> ask(Request request);
  /// Waits until the supervisor's process has ended (after `stop`).
  Result<void> wait_for_end();

 private:
  Client(Descriptor socket, Duration within) : m_socket(std::move(socket)), m_within(within) {}
  /// One read of at most a buffer; empty at the end of the stream.
  Result<std::string> receive();

  Descriptor m_socket;
  Duration m_within;
  std::string m_input;
};

}  // namespace caisson::lease
