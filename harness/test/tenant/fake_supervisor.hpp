#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tenant/json.hpp"

namespace caisson::tenant {

/// What a supervisor does with one request.
struct Move {
  std::string line;    ///< what it answers, with a newline; may be empty
  bool close = false;  ///< ends the connection after it
};

/// What a good supervisor with a service `db` and a service `cache` answers.
Move answer_well(const Json& request);

/// The other side of the protocol: one connection after the other, on a thread of its own. Writes
/// and reads `piece` bytes at a time.
class FakeSupervisor {
 public:
  using Mind = std::function<Move(const Json& request)>;

  explicit FakeSupervisor(const std::string& path, Mind mind = answer_well,
                          std::size_t piece = 4096);
  ~FakeSupervisor();
  FakeSupervisor(const FakeSupervisor&) = delete;
  FakeSupervisor& operator=(const FakeSupervisor&) = delete;

  /// Waits until so many connections have ended. What came then, kinds of requests and `<end>`,
  /// in order: "lease release <end>".
  std::string heard(int connections = 1);
  /// The requests themselves.
  std::vector<Json> requests();
  int connections();
  /// The process behind the descriptor that came with a lease; 0: none came.
  pid_t leaseholder();

 private:
  void serve();
  void converse(int socket);
  bool read_line(int socket, std::string& line);

  Mind m_mind;
  std::size_t m_piece;
  int m_listener;
  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::string m_heard;
  std::vector<Json> m_requests;
  int m_connections = 0;
  int m_ended = 0;
  int m_current = -1;
  bool m_stopping = false;
  pid_t m_leaseholder = 0;
  std::thread m_thread;
};

}  // namespace caisson::tenant
