#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/descriptor.hpp"
#include "base/error.hpp"

namespace caisson::engine::embedded {

/// Links, addresses and routes of a nest, over netlink (rtnetlink(7)). For a process of one thread:
/// it changes into other network namespaces for a moment.
class Wiring {
 public:
  /// In the network namespace this process is in, which is a new one: its loopback is brought up,
  /// and nothing is forwarded between networks.
  static Result<Wiring> begin();
  Wiring(Wiring&&) noexcept;
  Wiring& operator=(Wiring&&) noexcept;
  ~Wiring();

  /// A bridge with an address of its own; all in host byte order.
  Result<void> add_bridge(const std::string& name, std::uint32_t address, int prefix);
  /// Removing what is not there succeeds.
  Result<void> remove_link(const std::string& name);

  /// A new network namespace with a loopback. It lives as long as the descriptor, or a process in
  /// it.
  Result<Descriptor> make_namespace();

  struct Attach {
    std::string bridge;
    std::string outer;  ///< name of the end at the bridge
    std::string inner;  ///< name of the end inside
    std::uint32_t address = 0;
    int prefix = 0;
    std::uint32_t gateway = 0;  ///< of a default route; 0: none
  };
  Result<void> attach(const Descriptor& to, const Attach& what);

 private:
  struct State;
  explicit Wiring(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace caisson::engine::embedded
