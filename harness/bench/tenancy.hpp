#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/descriptor.hpp"

namespace caisson::bench {

/// A connection to the supervisor of a manifest's instance, as test libraries have one: lines of
/// JSON, blocking. As long as it is open the supervisor stays, and what was leased over it. What
/// goes wrong ends the benchmark.
class Tenancy {
 public:
  /// Starts a supervisor where there is none.
  Tenancy(const std::string& caisson, const std::string& manifest);

  void send(const nlohmann::json& request);
  /// The next answer; an error is thrown.
  nlohmann::json receive();
  nlohmann::json ask(const nlohmann::json& request);
  /// Seconds from the request's line sent to the answer's line received.
  double seconds_of(const nlohmann::json& request, nlohmann::json& answer);

  nlohmann::json lease(const std::vector<std::string>& services,
                       const std::vector<std::string>& isolate);
  /// The supervisor ends, with all it has; returns when its process is gone.
  void end_supervisor();

  int descriptor() const { return m_socket.get(); }

 private:
  void send_line(const std::string& line);
  /// Empty at the end of the connection.
  std::string receive_line();

  std::string m_manifest;
  Descriptor m_socket;
  std::string m_input;
};

}  // namespace caisson::bench
