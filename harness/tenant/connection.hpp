#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "tenant/descriptor.hpp"
#include "tenant/problem.hpp"

namespace caisson::tenant {

using Limit = std::optional<std::chrono::milliseconds>;

/// Lines over a unix stream socket.
class Connection {
 public:
  /// Problem::gone when nobody listens there.
  static Result<Connection> open(const std::string& path);

  /// The descriptor, if there is one, travels with the first byte (SCM_RIGHTS, unix(7)).
  std::optional<Problem> send(std::string_view line, int descriptor = -1);

  /// Without its newline. Without a limit only the peer's end ends the wait.
  Result<std::string> receive(Limit limit);

  /// Whether the other side has ended, as far as is known without waiting.
  bool is_over() const;

 private:
  explicit Connection(Descriptor socket) : m_socket(std::move(socket)) {}
  std::optional<Problem> read_more(std::optional<std::chrono::steady_clock::time_point> until);

  Descriptor m_socket;
  std::string m_input;
};

}  // namespace caisson::tenant
