#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace caisson::image {

/// Orders builds: those that the longest chains of dependencies wait for first, in the order they
/// came among equals. A build waits for places taken by its like or better only, so that a long
/// build that nobody waits for is in nobody's way.
class BuildQueue {
 public:
  /// A build that has begun or will; it has its place until this is destroyed.
  class Ticket;
  using TicketPtr = std::shared_ptr<Ticket>;

  explicit BuildQueue(std::size_t places);
  /// What has not begun never does.
  ~BuildQueue();

  /// `chain` is asked each time a place is free, since it may grow. `begin` is called once, now or
  /// when another ticket goes. Of those with the same `work` one has a place at a time: the others
  /// would only wait for it there.
  TicketPtr enter(std::string work, std::function<std::size_t()> chain,
                  std::function<void()> begin);

  /// Whether a chain of this length is one that somebody waits for.
  static bool is_awaited(std::size_t chain) { return chain > 1; }

 private:
  struct State;
  std::shared_ptr<State> m_state;
};

}  // namespace caisson::image
