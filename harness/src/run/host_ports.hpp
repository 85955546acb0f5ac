#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "engine/engine.hpp"
#include "model/stack.hpp"

namespace caisson::run {

/// The host ports of one instance: PUBLISH fixes them, the others are chosen once in 20000–29999
/// and remembered in a file, so that they stay the same from start to start.
class HostPorts {
 public:
  /// Whether the port of 127.0.0.1 can be bound now.
  using IsFree = std::function<bool(std::uint16_t)>;

  /// `file` remembers the choices; an empty name: nothing is kept. An unreadable or damaged file is
  /// as good as none.
  HostPorts(std::string instance, std::string file, IsFree is_free);

  /// The ports as they are, or would first be tried, without asking the machine.
  std::vector<engine::PublishedPort> known(const model::Service& service) const;
  /// The same, each of them free at this moment: another is chosen (and remembered) for one that is
  /// taken. ErrorKind::conflict when a PUBLISH port is taken; the message names its holder.
  Result<std::vector<engine::PublishedPort>> claim(const model::Service& service);

 private:
  using Key = std::pair<std::string, std::uint16_t>;  ///< service, container port

  std::uint16_t candidate(const Key& key, unsigned attempt) const;
  std::uint16_t chosen(const Key& key) const;
  Result<std::uint16_t> choose_free(const Key& key);
  bool used_by_another(const Key& key, std::uint16_t port) const;
  Result<void> remember() const;

  std::string m_instance;
  std::string m_file;
  IsFree m_is_free;
  std::map<Key, std::uint16_t> m_ports;
};

/// The bind test of the real machine.
bool port_is_free(std::uint16_t port);

/// "`node` (pid 4711)": the process that listens on the port, or empty when it cannot be found
/// (another user's, or not Linux).
std::string port_holder(std::uint16_t port);

}  // namespace caisson::run
