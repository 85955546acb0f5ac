#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "lease/leases.hpp"
#include "lease/protocol.hpp"
#include "lease/server.hpp"

namespace caisson::lease {

/// Understands what comes in over the supervisor's socket and sends it where it belongs.
class Reception {
 public:
  struct Callbacks {
    std::function<lease::Reply()> status;
    /// From the first `busy` connection until the end of the last one.
    std::function<void(bool)> busy;
    /// `stop` was asked for and answered.
    std::function<void()> stop;
    /// The same for `drain`; the door is closed already. It is answered afterwards, so that who
    /// asked finds the place free.
    std::function<void()> drain;
    /// A connection was opened or closed.
    std::function<void()> visited;
  };

  /// `leases` may be null: then there is nothing to lease. Loop and leases outlive the reception.
  static Result<std::unique_ptr<Reception>> open(Loop& loop, const std::string& path,
                                                 engine::Engine* engine, Leases* leases,
                                                 Callbacks callbacks);
  ~Reception();

  std::size_t visitors() const;

 private:
  struct State;
  explicit Reception(std::shared_ptr<State> state);
  std::shared_ptr<State> m_state;
};

}  // namespace caisson::lease
