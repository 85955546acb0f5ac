#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "clone/pool_size.hpp"
#include "engine/engine.hpp"

namespace caisson::clone {

/// One running container with Redis in it.
struct RedisServer {
  std::string name;       ///< of the service, for messages
  std::string container;  ///< id
  /// What its own redis-server was given (COMMAND without the program), so that the others are
  /// configured as it is; what would make them share files, sockets or ports is overridden.
  std::vector<std::string> arguments{};
  std::string password{};  ///< as in `--requirepass`; empty: none
};

/// Where one test's Redis is: at the container's address, database 0.
struct RedisDatabase {
  std::string address;
  std::uint16_t port = 0;
  std::string url;  ///< redis://[:password@]address:port
};

/// A Redis per test: a redis-server process of its own, in the service's container.
///
/// Redis's numbered databases cannot be it: there are 16, FLUSHALL empties all of them, channels,
/// scripts, functions, users and CONFIG are the server's and know no database, and a key prefix is
/// kept by nobody. A container per test is sound, but takes a quarter of a second and a network
/// address each. A further process in the same container shares image, memory limit, network and
/// end with the service, takes some milliseconds and 3 MB, and nothing crosses, because it is
/// another server. A whole batch is begun by one `exec`, the dear part; which process answers at a
/// port is checked by its pid. Shut down, not emptied, after its test: nothing of a test (users,
/// CONFIG, connections that wait) can outlive it. Ports are not used twice, so a client that a test
/// forgot does not meet the next one's server.
///
/// The ports are not published, since those are fixed when a container is made: a test connects to
/// the container's address, which is reachable on Linux with a local engine. Where it is not,
/// `take` fails and says so.
///
/// Asks for a process 1 that reaps (ours does). Everything on the loop's thread; no completion is
/// called from inside. Destroying it cancels; processes stay until the container ends.
class RedisDatabases {
 public:
  RedisDatabases(engine::Engine& engine, Clock& clock, RedisServer server, PoolSize size = {});
  ~RedisDatabases();
  RedisDatabases(const RedisDatabases&) = delete;
  RedisDatabases& operator=(const RedisDatabases&) = delete;

  /// Begins to fill the pool, before anybody takes.
  void warm();
  /// At the loop's next turn when one is ready.
  void take(engine::Completion<RedisDatabase> done);
  /// Ends the server at this port in the background; one not taken is ignored.
  void give_back(std::uint16_t port);
  /// Ends all of them; who waits gets an error.
  void clear(engine::Completion<void> done);

  std::size_t ready() const;
  bool is_settled() const;

 private:
  class State;
  std::shared_ptr<State> m_state;
};

}  // namespace caisson::clone
