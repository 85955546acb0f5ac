#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "engine/docker/decode.hpp"
#include "engine/docker/endpoint.hpp"

namespace caisson::engine::docker {

/// How to reach a running container from here, remembered per id so that a probe's dial costs one
/// connect and no inspect. Forgotten when the container is known or suspected to have changed.
class AddressBook {
 public:
  struct Entry {
    std::string address;  ///< reachable from here; empty: only by published ports
    std::vector<PublishedPort> ports;
    Instant learned;

    /// Where the container's port is reached, or nothing.
    struct Place {
      std::string address;
      std::uint16_t port = 0;
    };
    std::optional<Place> place_of(std::uint16_t port) const;
  };

  explicit AddressBook(const Endpoint& endpoint);

  const Entry* find(const std::string& id) const;
  /// Learns from an inspected container; one that does not run is forgotten.
  const Entry* learn(const Inspected& inspected, Instant now);
  /// Learns from a list only what is certain without a process id: bridges of this host.
  void learn_listed(const Inspected& inspected, Instant now);
  void forget(const std::string& id) { m_entries.erase(id); }
  /// After a refused connection: an entry that is not fresh may be another container's by now.
  void doubt(const std::string& id, Instant now);

 private:
  std::string m_published_host;  ///< where published ports are when they say "any address"
  bool m_local = false;          ///< the endpoint is a socket file
  std::unordered_map<std::string, Entry> m_entries;
};

}  // namespace caisson::engine::docker
