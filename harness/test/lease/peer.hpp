#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/descriptor.hpp"

namespace caisson::test {

/// The other end of a supervisor's socket as bytes, so that a test decides what comes in one piece.
/// Every wait ends after ten seconds.
class Peer {
 public:
  /// errno of the connect when there is no connection.
  explicit Peer(const std::string& path);

  int problem() const { return m_problem; }
  /// False when the other end is gone.
  bool send(const std::string& bytes, const std::vector<int>& descriptors = {});
  /// Without its feed; empty at the end.
  std::string line();
  /// The same, if it is there now.
  std::optional<std::string> line_at_hand();
  /// Whether the other end has hung up; what comes before is read and thrown away.
  bool ends();

 private:
  std::optional<std::string> take_line(int flags);

  Descriptor m_socket;
  std::string m_input;
  int m_problem = 0;
};

}  // namespace caisson::test
