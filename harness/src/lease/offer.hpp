#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/loop.hpp"
#include "plan/backend.hpp"

namespace caisson::lease {

/// Keeps one port of a relay (harness/relay) open for as long as something listens where it leads
/// to, and closed while nothing does; each client is led there by a connection of its own. All
/// connections are made from here, so that no firewall of this machine is in the way. Without the
/// handle the port is closed; who has been led there stays until either side ends.
class Offer {
 public:
  struct Relay {
    plan::Place control;
    std::string key;
  };

  Offer(Loop& loop, Relay relay, std::uint16_t port, plan::Place target);
  ~Offer();
  Offer(Offer&&) noexcept = default;
  Offer& operator=(Offer&&) noexcept = default;

 private:
  class State;
  std::shared_ptr<State> m_state;
};

}  // namespace caisson::lease
