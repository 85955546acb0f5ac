#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>

#include "base/descriptor.hpp"
#include "base/loop.hpp"
#include "engine/embedded/nest/nest.hpp"

namespace caisson::engine::embedded {

/// Where a nest is asked. A connection is one request: its answer, and what follows for as long as
/// both sides keep it (logs, events, a held container, a process).
class Desk {
 public:
  /// `idle` is called when the last connection has gone and the nest is empty.
  Desk(Loop& loop, Nest& nest, Descriptor listener, std::function<void()> idle);
  ~Desk();
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  /// Answers every request with this error, for a nest that could not be made.
  static std::unique_ptr<Desk> refusing(Loop& loop, Descriptor listener, Error why,
                                        std::function<void()> idle);
  bool is_idle() const;

 private:
  struct State;
  explicit Desk(std::shared_ptr<State> state);
  std::shared_ptr<State> m_state;
};

}  // namespace caisson::engine::embedded
