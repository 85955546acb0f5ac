#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "clone/sql_dialogue.hpp"
#include "engine/engine.hpp"

namespace caisson::clone {

/// How to reach a server: `Engine::dial`, for one container and port.
using Dial =
    std::function<void(engine::Deadline, engine::Completion<std::unique_ptr<engine::Stream>>)>;

Dial dial_of(engine::Engine& engine, std::string container, std::uint16_t port);

/// A connection to a Postgres server that runs simple queries one after another, in the order
/// asked. Destroying it cancels: nothing is called any more, and the server ends the running
/// statement or finishes it, as it does for any client that leaves.
class SqlSession {
 public:
  using Answer = std::function<void(SqlResult)>;

  /// Dials and logs in at once. `lost` is called once when the connection has ended, refused logins
  /// included, after every query that was asked has been given the reason. `patience` bounds the
  /// login and each query. Answers and `lost` are never called from inside a call of ours, and may
  /// destroy the session. `clock` outlives it.
  SqlSession(const Dial& dial, Clock& clock, probe::PostgresLogin login, Duration patience,
             std::function<void(SqlError)> lost);
  ~SqlSession();
  SqlSession(const SqlSession&) = delete;
  SqlSession& operator=(const SqlSession&) = delete;

  void query(std::string sql, Answer answer);
  /// The connection has ended; `lost` has been called or is about to be.
  bool is_over() const;

 private:
  struct State;
  std::shared_ptr<State> m_state;
};

}  // namespace caisson::clone
