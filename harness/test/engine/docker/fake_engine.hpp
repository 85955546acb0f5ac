#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/docker/endpoint.hpp"

namespace caisson::test {

/// What a fake engine does with one request.
struct Reply {
  std::string bytes;                      ///< raw, head and all
  std::size_t piece = std::string::npos;  ///< written in pieces of this size
  enum class After { keep, close, hang } after = After::keep;
};

/// "HTTP/1.1 <status> …" with a Content-Length.
std::string response(unsigned status, const std::string& body, const std::string& more_fields = {});
/// The same in chunks, one for each element.
std::string chunked(const std::vector<std::string>& chunks);

/// A server on a unix socket that answers as it is told: real bytes through a real socket, so that
/// the client's own reading is what is tested. A thread for each connection.
class FakeEngine {
 public:
  /// `answer` is called with each request, head and body, on the connection's thread.
  explicit FakeEngine(std::function<Reply(const std::string& request)> answer);
  ~FakeEngine();
  FakeEngine(const FakeEngine&) = delete;
  FakeEngine& operator=(const FakeEngine&) = delete;

  engine::docker::Endpoint endpoint() const;
  std::string url() const { return "unix://" + m_path; }
  int connections() const { return m_connections; }
  int requests() const { return m_requests; }
  /// Closes every open connection, as a restarted engine does.
  void drop_connections();

 private:
  void accept_all();
  void serve(int peer);

  std::function<Reply(const std::string&)> m_answer;
  std::string m_path;
  int m_listener = -1;
  std::atomic<int> m_connections = 0;
  std::atomic<int> m_requests = 0;
  std::atomic<bool> m_ending = false;
  std::mutex m_mutex;
  std::vector<int> m_peers;
  std::vector<std::thread> m_threads;
  std::thread m_acceptor;
};

}  // namespace caisson::test
